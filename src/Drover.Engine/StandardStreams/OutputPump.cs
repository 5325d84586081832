// Constraints
//   Output must be taken as fast as `cat` takes it, a silent stream must cost nothing, and one chatty stream must not starve the loop.
// Scheme
//   One native buffer a loop, made at the first output. A turn reads until the pipe is empty, at most 32 times. A stream that fills the
//   buffer again and again gets a larger pipe, so that its writer is woken less often. A paused stream is not watched at all: epoll(7)
//   would go on reporting that its writers have gone.

using System.Globalization;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Interop;
using Drover.Engine.Telemetry;

namespace Drover.Engine.StandardStreams;

/// <summary>Reads a pipe or pseudo-terminal of a child on the loop and hands the bytes to a sink.</summary>
public sealed class OutputPump : IDisposable
{
    /// <summary>The most that one read takes, in bytes.</summary>
    public const int ChunkSize = 64 * 1024;

    private const int ReadsPerTurn = 32;
    private const int LargePipe = 1024 * 1024;

    private readonly EventLoop _loop;
    private readonly Descriptor _source;
    private readonly IOutputSink _sink;
    private readonly string _streamName;
    private Watch? _watch;
    private int _fullReads;
    private bool _ended;

    /// <summary>Begins to read <paramref name="source"/>, which the pump owns from now on. On the loop's thread.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="source">A pipe end or pseudo-terminal of our own making: it is set non-blocking.</param>
    /// <param name="stream">What the sink is told: 1 standard output, 2 standard error, 3 terminal.</param>
    /// <param name="sink">Who gets the bytes.</param>
    public OutputPump(EventLoop loop, Descriptor source, int stream, IOutputSink sink)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(source);
        _loop = loop;
        _source = source;
        Stream = stream;
        _streamName = stream.ToString(CultureInfo.InvariantCulture);
        _sink = sink;
        try
        {
            source.SetNonBlocking();
            SetPaused(false);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The stream's number.</summary>
    public int Stream { get; }

    /// <summary>Bytes read so far.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Whether the end was reached or the pump disposed.</summary>
    public bool HasEnded => _ended;

    /// <summary>Stops reading for a while, so that the writer is held up by a full pipe; and goes on. A sink may call it from its own method.</summary>
    public void SetPaused(bool paused)
    {
        if (_ended || paused == _watch is null) return;
        if (paused) StopWatching();
        else _watch = _loop.Watch(_source, Readiness.Readable, _ => Turn(paused: false, ReadsPerTurn, long.MaxValue));
    }

    /// <summary>Reads what is there now, without waiting, paused or not. What is written meanwhile may be left: a stream that never falls silent has no end.</summary>
    public unsafe void Drain()
    {
        if (_ended) return;
        int available = 0;
        _ = Libc.ioctl(_source.Number, Libc.FIONREAD, &available);
        // And one chunk more, to come to the end if it is there.
        Turn(_watch is null, int.MaxValue, (long)available + ChunkSize);
    }

    /// <summary>Stops reading and closes the source.</summary>
    public void Dispose()
    {
        if (_ended) return;
        _ended = true;
        StopWatching();
        _source.Dispose();
    }

    private void StopWatching()
    {
        _watch?.Dispose();
        _watch = null;
    }

    private void Turn(bool paused, int reads, long bytes)
    {
        long last = bytes == long.MaxValue ? bytes : TotalBytes + bytes;
        for (int i = 0; i < reads; i++)
        {
            Span<byte> buffer = _loop.SharedBuffer;
            int n = _source.Read(buffer);
            if (n == Descriptor.WouldBlock) return;
            if (n == 0)
            {
                Dispose();
                _sink.OutputEnded(Stream);
                return;
            }
            TotalBytes += n;
            EngineTelemetry.Output(n, _streamName);
            if (n == buffer.Length && ++_fullReads == 4) _ = _source.TrySetPipeSize(LargePipe);
            _sink.Output(Stream, buffer[..n]);
            // The sink may have disposed or paused us.
            if (_ended || (_watch is null && !paused) || TotalBytes >= last) return;
        }
    }
}
