// Constraints
//   What follows a command on the standard input belongs to that command (POSIX sh, STDIN): nothing may be read ahead of it. A command may put another file in its place.
//   A pipe or terminal that is set to non-blocking reads is set to blocking ones (POSIX sh, STDIN): "nothing there" is not the end.
// Scheme
//   A file that is the shell's alone is read in blocks. A shared one is read in blocks too if its position can be set back to the end of the line; else byte by byte.

using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Shell.Execution;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Invocation;

/// <summary>The lines of an open file.</summary>
internal sealed class FileSource : ISourceReader
{
    private readonly Descriptor? _own;
    private readonly Func<Descriptor?>? _shared;
    private readonly byte[] _buffer;
    private Descriptor? _descriptor;
    private int _start;
    private int _end;
    private bool _canSeek;

    /// <summary>A file that nobody else reads.</summary>
    public FileSource(Descriptor descriptor)
    {
        _own = descriptor;
        _buffer = new byte[8192];
    }

    /// <summary>What is the standard input when a line is read; none is the end.</summary>
    public FileSource(Func<Descriptor?> shared)
    {
        _shared = shared;
        _buffer = new byte[512];
    }

    /// <summary>The script's own standard input.</summary>
    public static FileSource OfStandardInput(Interpreter shell) =>
        new(() => shell.Environment.Descriptors[0] is { IsMemory: false } file ? file.Descriptor : null);

    public string? ReadLine(OpenConstruct open)
    {
        if (_shared is null)
        {
            _descriptor = _own;
            return ReadBuffered();
        }
        Descriptor? now = _shared();
        if (now is null) return null;
        if (now != _descriptor)
        {
            _descriptor = now;
            _canSeek = now.TrySeekBy(0);
        }
        return _canSeek ? ReadAndSeekBack() : ReadByteByByte();
    }

    private string? ReadBuffered()
    {
        var line = default(LongLine);
        while (true)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = Math.Max(0, Read(_buffer));
                if (_end == 0) return line.TextOrNull;
            }
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            int newline = rest.IndexOf((byte)'\n');
            int taken = newline < 0 ? rest.Length : newline + 1;
            line.Add(rest[..taken]);
            _start += taken;
            if (newline >= 0) return line.TextOrNull;
        }
    }

    private string? ReadAndSeekBack()
    {
        var line = default(LongLine);
        while (true)
        {
            int n = Read(_buffer);
            if (n <= 0) return line.TextOrNull;
            int newline = _buffer.AsSpan(0, n).IndexOf((byte)'\n');
            int taken = newline < 0 ? n : newline + 1;
            line.Add(_buffer.AsSpan(0, taken));
            if (newline < 0) continue;
            if (taken < n) _descriptor!.TrySeekBy(taken - n);
            return line.TextOrNull;
        }
    }

    private string? ReadByteByByte()
    {
        int length = 0;
        var line = default(LongLine);
        while (Read(_buffer.AsSpan(length, 1)) == 1)
        {
            bool isLast = _buffer[length++] == '\n';
            if (!isLast && length < _buffer.Length) continue;
            line.Add(_buffer.AsSpan(0, length));
            length = 0;
            if (isLast) return line.TextOrNull;
        }
        line.Add(_buffer.AsSpan(0, length));
        return line.TextOrNull;
    }

    private int Read(Span<byte> buffer)
    {
        Attention.Step(64);
        try
        {
            int n = _descriptor!.Read(buffer);
            if (n != Descriptor.WouldBlock) return n;
            OwnNumbers.SetBlocking(_descriptor.Number, true);
            return _descriptor.Read(buffer);
        }
        catch (SystemCallException)
        {
            return 0;
        }
    }

    // Most lines come in one piece.
    private struct LongLine
    {
        private string? _first;
        private StringBuilder? _all;

        public readonly string? TextOrNull => _all?.ToString() ?? (_first is { Length: > 0 } ? _first : null);

        public void Add(ReadOnlySpan<byte> bytes)
        {
            string text = ShellText.From(bytes);
            if (_first is null) _first = text;
            else (_all ??= new StringBuilder(_first)).Append(text);
        }
    }
}
