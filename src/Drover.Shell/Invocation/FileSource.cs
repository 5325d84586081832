// Constraints
//   What follows a command on the standard input belongs to that command (POSIX sh, STDIN): nothing may be read ahead of it.
// Scheme
//   A file that is the shell's alone is read in blocks. A shared one is read in blocks too if its position can be set back to the end of the line; else byte by byte.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Shell.Execution;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Invocation;

/// <summary>The lines of an open file.</summary>
internal sealed class FileSource(Descriptor descriptor, bool isShared = false) : ISourceReader
{
    private readonly byte[] _buffer = new byte[isShared ? 512 : 8192];
    private int _start;
    private int _end;
    private bool? _canSeek;

    public string? ReadLine(OpenConstruct open)
    {
        if (isShared && (_canSeek ??= descriptor.TrySeekBy(0))) return ReadAndSeekBack();
        return isShared ? ReadByteByByte() : ReadBuffered();
    }

    private string? ReadBuffered()
    {
        string line = "";
        while (true)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = Math.Max(0, Read(_buffer));
                if (_end == 0) return line.Length == 0 ? null : line;
            }
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            int newline = rest.IndexOf((byte)'\n');
            int taken = newline < 0 ? rest.Length : newline + 1;
            line += ShellText.From(rest[..taken]);
            _start += taken;
            if (newline >= 0) return line;
        }
    }

    private string? ReadAndSeekBack()
    {
        string line = "";
        while (true)
        {
            int n = Read(_buffer);
            if (n <= 0) return line.Length == 0 ? null : line;
            int newline = _buffer.AsSpan(0, n).IndexOf((byte)'\n');
            int taken = newline < 0 ? n : newline + 1;
            line += ShellText.From(_buffer.AsSpan(0, taken));
            if (newline < 0) continue;
            if (taken < n) descriptor.TrySeekBy(taken - n);
            return line;
        }
    }

    private string? ReadByteByByte()
    {
        int length = 0;
        string line = "";
        while (Read(_buffer.AsSpan(length, 1)) == 1)
        {
            bool isLast = _buffer[length++] == '\n';
            if (!isLast && length < _buffer.Length) continue;
            line += ShellText.From(_buffer.AsSpan(0, length));
            length = 0;
            if (isLast) return line;
        }
        line += ShellText.From(_buffer.AsSpan(0, length));
        return line.Length == 0 ? null : line;
    }

    private int Read(Span<byte> buffer)
    {
        Attention.Step(64);
        try
        {
            return descriptor.Read(buffer);
        }
        catch (SystemCallException)
        {
            return 0;
        }
    }
}
