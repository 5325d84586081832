using System.Globalization;
using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Shell.Redirections;

namespace Drover.Shell.Execution;

/// <summary>What built-ins write to the standard output, collected until the built-in has ended; and the standard error, at once.</summary>
internal sealed class ShellOutput(Interpreter shell)
{
    private const int FlushAt = 32 * 1024;
    private const int EBADF = 9, EPIPE = 32, EAGAIN = 11;

    private byte[] _buffer = new byte[1024];
    private int _length;
    private int _errno;

    public void Write(ReadOnlySpan<char> text)
    {
        if (text.Length > _buffer.Length - _length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + text.Length));
        Encoding.Latin1.GetBytes(text, _buffer.AsSpan(_length));
        _length += text.Length;
        if (_length >= FlushAt) WriteOut();
    }

    public void Write(char c)
    {
        if (_length == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        _buffer[_length++] = (byte)c;
    }

    public void WriteLine(ReadOnlySpan<char> text)
    {
        Write(text);
        Write('\n');
    }

    /// <summary>Writes what was collected; returns 0 or the error number of this or an earlier write.</summary>
    public int Flush()
    {
        if (_length > 0) WriteOut();
        int errno = _errno;
        _errno = 0;
        return errno;
    }

    /// <summary>Flushes at the end of a built-in: an error is said, and makes a success a failure.</summary>
    public int Finish(string name, int status)
    {
        if (_length == 0 && _errno == 0) return status;
        int errno = Flush();
        if (errno == 0) return status;
        shell.Error($"{name}: write error: {ErrnoText.Describe(errno)}");
        return status == 0 ? 1 : status;
    }

    /// <summary>Writes to the standard error, behind what was collected before.</summary>
    public void WriteError(string text)
    {
        if (_length > 0) WriteOut();
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        _ = WriteTo(shell.Environment.Descriptors[2], bytes);
    }

    /// <summary>Writes what <c>set -x</c> shows: to the descriptor that BASH_XTRACEFD names, else to the standard error.</summary>
    public void WriteTrace(string text)
    {
        OpenFile? file = null;
        if (int.TryParse(shell.Environment.Variables.Get("BASH_XTRACEFD"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && !shell.Environment.Has(ShellOptions.Posix)) file = shell.Environment.Descriptors[number];
        _ = WriteTo(file ?? shell.Environment.Descriptors[2], Encoding.Latin1.GetBytes(text));
    }

    private void WriteOut()
    {
        if (_errno == 0) _errno = WriteTo(shell.Environment.Descriptors[1], _buffer.AsSpan(0, _length));
        _length = 0;
    }

    private static int WriteTo(OpenFile? file, ReadOnlySpan<byte> bytes)
    {
        if (file is null) return EBADF;
        if (file is { IsMemory: true, Capture: { } memory })
        {
            memory.Write(bytes);
            return 0;
        }
        while (!bytes.IsEmpty)
        {
            int n = file.Descriptor.TryWrite(bytes, out int errno);
            if (errno != 0) return errno;
            if (n == Descriptor.ReaderGone) return EPIPE;
            if (n == Descriptor.WouldBlock) return EAGAIN;
            bytes = bytes[n..];
        }
        return 0;
    }
}
