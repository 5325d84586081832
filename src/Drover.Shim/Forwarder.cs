// Constraints
//   The run must never wait for who reads its output elsewhere, and that reader must lose nothing while it is away: not when it comes late, not when it is killed and
//   another opens the FIFO. Bytes that a killed reader had taken are gone for it; what is unread in the FIFO reaches the next one only while a writer keeps it open.
// Scheme
//   A cursor on the log: what has been written down is passed on until the FIFO is full (then wait until it is writable) or has no reader (then look again after a while, without
//   epoll, which would report the error for ever). The rest of a record that was taken in part is kept aside, because the cursor moves in whole records.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Runs.Logs;

namespace Drover.Shim;

/// <summary>Passes one stream of a run on to a FIFO.</summary>
internal sealed class Forwarder(EventLoop loop, Descriptor directory, LogStreams stream, ByteString path) : IDisposable
{
    private const int RecordsInATurn = 64;
    private const int LargePipe = 1024 * 1024;
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(3);

    private readonly LogReader _log = LogReader.Open(".", directory);
    private Descriptor? _fifo;
    private Watch? _watch;
    private LoopTimer? _timer;
    private TimeSpan _retry = s_retry;
    private byte[] _rest = [];
    private int _restStart;
    private bool _waiting;
    private bool _hasMore;

    /// <summary>How much has been taken.</summary>
    public long TakenBytes { get; private set; }

    /// <summary>Whether there is anything left that is known.</summary>
    public bool IsBehind => _waiting || _hasMore;

    /// <summary>Passes over what is in the log.</summary>
    public void SkipToEnd() => _log.SeekToEnd();

    /// <summary>Passes on what it can.</summary>
    public void Pump()
    {
        if (_waiting) return;
        // Also with nothing to say: a reader that opens the FIFO waits for a writer, and for its end after that.
        _fifo ??= TryOpen();
        if (_fifo is null) LookAgain(Pump);
        _log.Streams = stream;
        _hasMore = true;
        for (int i = 0; i < RecordsInATurn; i++)
        {
            if (_restStart < _rest.Length)
            {
                int taken = Write(_rest.AsSpan(_restStart));
                if (taken < 0) return;
                _restStart += taken;
                continue;
            }
            if (!_log.TryRead(out LogRecord record))
            {
                _hasMore = false;
                _rest = [];
                return;
            }
            if (record.Bytes.IsEmpty) continue;
            int n = Write(record.Bytes);
            if (n == record.Bytes.Length) continue;
            _rest = record.Bytes[Math.Max(n, 0)..].ToArray();
            _restStart = 0;
            if (n < 0) return;
        }
        loop.Post(Pump);
    }

    public void Dispose()
    {
        _waiting = true;
        _watch?.Dispose();
        _timer?.Dispose();
        _fifo?.Dispose();
        _log.Dispose();
    }

    // How much was taken; negative when it has to be waited for.
    private int Write(ReadOnlySpan<byte> bytes)
    {
        _fifo ??= TryOpen();
        int n = _fifo?.TryWrite(bytes, out _) ?? Descriptor.ReaderGone;
        if (n > 0)
        {
            TakenBytes += n;
            return n;
        }
        _waiting = true;
        if (n == Descriptor.WouldBlock) _watch = loop.Watch(_fifo!, Readiness.Writable, _ => Resume());
        else LookAgain(Resume);
        return -1;
    }

    // Ever more seldom: there may never be a reader, and there may be a thousand runs.
    private void LookAgain(Action look)
    {
        _timer?.Dispose();
        _timer = loop.SetTimer(_retry, look);
        _retry = _fifo is null ? TimeSpan.FromTicks(Math.Min(2 * _retry.Ticks, s_longestRetry.Ticks)) : s_retry;
    }

    // Nobody who can change the directory gets us to write into anything but a FIFO.
    private Descriptor? TryOpen()
    {
        Descriptor? opened = Descriptor.TryOpen(path, OpenMode.WriteExistingNonBlocking, out _);
        if (opened is null) return null;
        if (FileStatus.TryRead(opened.Number, out _)?.Kind == FileKind.Fifo)
        {
            _ = opened.TrySetPipeSize(LargePipe);
            return opened;
        }
        opened.Dispose();
        return null;
    }

    private void Resume()
    {
        _watch?.Dispose();
        _watch = null;
        _waiting = false;
        Pump();
    }
}
