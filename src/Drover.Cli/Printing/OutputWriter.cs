// Constraints
//   A log of a gigabyte is copied at the speed of write(2); bytes of both streams must come out in their order even when both are one file.
//   A descriptor that was handed to us may be non-blocking, because somebody else who holds it made it so: it stays as it is.
// Scheme
//   One buffer for both targets; a change of target empties it first. What is larger than the buffer goes out directly.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;

namespace Drover.Cli.Printing;

/// <summary>Writes bytes to standard output and standard error in the order given.</summary>
internal sealed class OutputWriter : IDisposable
{
    private const int ENOSPC = 28, EDQUOT = 122, EIO = 5;
    private readonly Descriptor _output;
    private readonly Descriptor _error;
    private readonly byte[] _buffer;
    private int _length;
    private bool _toError;
    private EventLoop? _waiting;

    /// <summary>Writes to these two, neither of which it closes.</summary>
    public OutputWriter(Descriptor output, Descriptor error, int capacity = 64 * 1024)
    {
        _output = output;
        _error = error;
        _buffer = capacity == 0 ? [] : GC.AllocateUninitializedArray<byte>(capacity);
    }

    /// <summary>Adds bytes for one of the targets; false when its reader has gone.</summary>
    public bool Write(bool toError, ReadOnlySpan<byte> bytes)
    {
        if ((toError != _toError || bytes.Length > _buffer.Length - _length) && !Flush()) return false;
        _toError = toError;
        if (bytes.Length >= _buffer.Length) return WriteNow(bytes);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
        return true;
    }

    /// <summary>Brings out what is held; false when the reader has gone.</summary>
    public bool Flush()
    {
        int length = _length;
        _length = 0;
        return length == 0 || WriteNow(_buffer.AsSpan(0, length));
    }

    /// <summary>Releases what waiting needed. What is held is not brought out.</summary>
    public void Dispose() => _waiting?.Dispose();

    private bool WriteNow(ReadOnlySpan<byte> bytes)
    {
        Descriptor target = _toError ? _error : _output;
        while (!bytes.IsEmpty)
        {
            int n = target.TryWrite(bytes, out int errno);
            // EIO: the terminal has been hung up.
            if (n == Descriptor.ReaderGone || errno == EIO) return false;
            if (errno is ENOSPC or EDQUOT)
                throw new CliException($"standard {(_toError ? "error" : "output")}: {new SystemCallException("write", errno).Message}. The run goes on, and its log keeps everything.");
            if (errno != 0) throw new SystemCallException("write", errno, _toError ? "standard error" : "standard output");
            if (n == Descriptor.WouldBlock) AwaitRoom(target);
            else bytes = bytes[n..];
        }
        return true;
    }

    private void AwaitRoom(Descriptor target)
    {
        _waiting ??= new EventLoop();
        using Watch watch = _waiting.Watch(target, Readiness.Writable, static _ => { });
        _waiting.RunOnce(Timeout.InfiniteTimeSpan);
    }
}
