// Constraints
//   A stream of the host's may be slow, or throw; neither may hold up the loop that all sessions share, nor fill the memory.
// Scheme
//   Bytes are queued and written by a task. When more than a megabyte waits, whoever reads for it pauses, so that the writer is held up by a full pipe.

using System.Threading.Channels;

namespace Drover.Shell.Sessions;

/// <summary>Writes output to a stream of the host's in the background.</summary>
internal sealed class StreamSink
{
    private const long HighMark = 1024 * 1024;

    private readonly object _lock = new();
    private readonly Channel<byte[]> _queue = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Stream _stream;
    private readonly CancellationToken _ends;
    private readonly Task _writing;
    private List<Action> _whenLow = [];
    private long _pending;

    /// <summary>Begins.</summary>
    /// <param name="stream">What gets the bytes.</param>
    /// <param name="ends">From when on the stream gets nothing more, also while it is being written to.</param>
    public StreamSink(Stream stream, CancellationToken ends = default)
    {
        _stream = stream;
        _ends = ends;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Queues bytes; false when enough is waiting, and then <paramref name="whenLow"/> is called once it is less.</summary>
    public bool Add(ReadOnlySpan<byte> bytes, Action whenLow)
    {
        if (!_queue.Writer.TryWrite(bytes.ToArray())) return true;
        lock (_lock)
        {
            _pending += bytes.Length;
            if (_pending < HighMark) return true;
            _whenLow.Add(whenLow);
            return false;
        }
    }

    /// <summary>Completes when all that was queued has been written.</summary>
    public Task CompleteAsync()
    {
        _queue.Writer.TryComplete();
        return _writing;
    }

    private async Task WriteAsync()
    {
        bool works = true;
        await foreach (byte[] bytes in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                if (works) await _stream.WriteAsync(bytes, _ends).ConfigureAwait(false);
                if (works && !_queue.Reader.TryPeek(out _)) await _stream.FlushAsync(_ends).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or NotSupportedException or InvalidOperationException)
            {
                // What was written before is all that it gets; commands do not suffer from it.
                works = false;
            }
            Written(bytes.Length);
        }
    }

    private void Written(int bytes)
    {
        List<Action>? waiting = null;
        lock (_lock)
        {
            _pending -= bytes;
            if (_pending >= HighMark / 2 || _whenLow.Count == 0) return;
            (waiting, _whenLow) = (_whenLow, []);
        }
        foreach (Action action in waiting) action();
    }
}
