using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.StandardStreams;
using Drover.Runs;
using Drover.Runs.Logs;

namespace Drover.Shim;

/// <summary>The log of the run: opened at the first output, its index flushed once in a turn of the loop.</summary>
internal sealed class RunLog : IOutputSink
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    private readonly EventLoop _loop;
    private readonly Descriptor _directory;
    private readonly LogOptions _options;
    private readonly Action _flush;
    private readonly List<Forwarder> _forwarders = [];
    private LogWriter? _writer;
    private LogPosition _position;
    private long _lostBefore;
    private bool _flushPosted;
    private long _takenBefore;
    private long _lastTakenAt;

    public RunLog(EventLoop loop, Descriptor directory, RunSpec spec)
    {
        _loop = loop;
        _directory = directory;
        _options = spec.MaxLogBytes is { } bytes ? new LogOptions { MaximumBytes = bytes } : LogOptions.Unlimited;
        _flush = Flush;
        if (spec.IsOutputDirect) return;
        if (spec.ForwardOutput is { } output) _forwarders.Add(new Forwarder(loop, directory, LogStreams.Stdout, output));
        if (spec.ForwardErrors is { } errors) _forwarders.Add(new Forwarder(loop, directory, LogStreams.Stderr, errors));
        if (_forwarders.Count > 0) loop.Post(Forward);
    }

    /// <summary>Runs when readers can see more than before.</summary>
    public Action? Grown { get; set; }

    /// <summary>The sequence number of the last record that readers can see.</summary>
    public long LastSequence { get; private set; }

    /// <summary>When the last output came, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    public long LastOutputAt { get; private set; } = Environment.TickCount64;

    /// <summary>All bytes of output so far, lost ones included.</summary>
    public long TotalBytes => Position.KeptBytes + Position.LostBytes + _lostBefore;

    private LogPosition Position => _writer?.Position ?? _position;

    /// <summary>Starts the idle clock anew.</summary>
    public void Touch() => LastOutputAt = Environment.TickCount64;

    /// <summary>Goes on with the log of a run that is started again.</summary>
    /// <param name="lostBytes">What was lost of its output before.</param>
    public void Continue(long lostBytes)
    {
        _lostBefore = lostBytes;
        _ = TryOpen();
        foreach (Forwarder forwarder in _forwarders) forwarder.SkipToEnd();
    }

    /// <inheritdoc/>
    public void Output(int stream, ReadOnlySpan<byte> bytes)
    {
        LastOutputAt = Environment.TickCount64;
        if (!TryOpen())
        {
            _lostBefore += bytes.Length;
            return;
        }
        _writer!.Append((LogStream)stream, NowNs(), bytes);
        if (_flushPosted) return;
        _flushPosted = true;
        _loop.Post(_flush);
    }

    /// <inheritdoc/>
    public void OutputEnded(int stream)
    {
    }

    /// <summary>The status with the log's numbers.</summary>
    public RunStatus AddTo(RunStatus status)
    {
        LogPosition position = Position;
        return status with { LogRecords = Math.Max(0, position.NextSequence - 1), LogBytes = position.KeptBytes, LogLostBytes = position.LostBytes + _lostBefore };
    }

    /// <summary>Calls back once all output has been passed on, or nobody has taken any for some time; at once when none is to be.</summary>
    public void WhenForwarded(Action done)
    {
        Flush();
        Forward();
        long taken = 0;
        bool isBehind = false;
        foreach (Forwarder forwarder in _forwarders)
        {
            taken += forwarder.TakenBytes;
            isBehind |= forwarder.IsBehind;
        }
        if (taken != _takenBefore) _lastTakenAt = Environment.TickCount64;
        _takenBefore = taken;
        if (isBehind && TimeSpan.FromMilliseconds(Environment.TickCount64 - Math.Max(_lastTakenAt, LastOutputAt)) < s_patience)
        {
            _loop.SetTimer(s_look, () => WhenForwarded(done));
            return;
        }
        foreach (Forwarder forwarder in _forwarders) forwarder.Dispose();
        _forwarders.Clear();
        done();
    }

    /// <summary>Writes what waits, what was lost among it, brings it to the disk and closes the log.</summary>
    /// <returns>0, or the error number: then it can be tried again.</returns>
    public int TryFinish()
    {
        if (_writer is null) return 0;
        if (!_writer.TryRecordLoss()) return _writer.Errno;
        // A disk that can't be synced has taken the bytes all the same: what there is to say of it is in the kernel's log.
        _ = _writer.Sync();
        _writer.Dispose();
        _position = _writer.Position;
        LastSequence = _position.NextSequence - 1;
        _writer = null;
        Grown?.Invoke();
        return 0;
    }

    private static long NowNs() => (TimeProvider.System.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100;

    private bool TryOpen()
    {
        if (_writer is not null) return true;
        try
        {
            _writer = LogWriter.Open(".", _options, _directory);
            LastSequence = _writer.Position.NextSequence - 1;
            return true;
        }
        catch (Exception e) when (e is SystemCallException or InvalidDataException or FileNotFoundException)
        {
            // No descriptor left, or a newer program's log: the run goes on, and what it loses is counted.
            return false;
        }
    }

    private void Flush()
    {
        _flushPosted = false;
        if (_writer is null) return;
        _writer.FlushIndex();
        LastSequence = _writer.Position.NextSequence - 1;
        Grown?.Invoke();
        Forward();
    }

    private void Forward()
    {
        foreach (Forwarder forwarder in _forwarders) forwarder.Pump();
    }
}
