// Constraints
//   The server holds no pipe of a run, and must learn of output within a fraction of a millisecond, of the end without fail, and of a killed shim too.
//   No thread may be blocked for a run. The shim may end, or be killed, at any moment.
// Scheme
//   A connection to the shim on the engine's loop: "await" is answered when there is a record or a revision that we have not seen. The end of the
//   connection is the end of the shim: then the status is read, away from the loop, because settling a lost run takes its time.

using System.Text.Json;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Runs;
using Drover.Runs.Control;

namespace Drover.Server.Runs;

/// <summary>Follows one live durable run until it has ended.</summary>
internal sealed class RunFollower : IDisposable
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly EventLoop _loop;
    private readonly Run _durable;
    private readonly Action<RunStatus> _changed;
    private readonly Action<RunStatus> _ended;
    private byte[] _buffer = new byte[512];
    private int _filled;
    private ControlClient? _shim;
    private Watch? _watch;
    private long _revision;
    private int _resolving;
    private bool _disposed;

    /// <summary>Makes it.</summary>
    /// <param name="loop">The loop that the connection is watched on.</param>
    /// <param name="runId">The board run's id.</param>
    /// <param name="durable">The durable run; disposed by this object.</param>
    /// <param name="feed">Is told where its log is.</param>
    /// <param name="changed">Called on the thread pool when something else than the log has changed.</param>
    /// <param name="ended">Called once on the thread pool with the last status.</param>
    public RunFollower(EventLoop loop, string runId, Run durable, RunFeed feed, Action<RunStatus> changed, Action<RunStatus> ended)
    {
        _loop = loop;
        RunId = runId;
        Feed = feed;
        _durable = durable;
        _changed = changed;
        _ended = ended;
    }

    /// <summary>The board run's id.</summary>
    public string RunId { get; }

    /// <summary>The durable run.</summary>
    public Run Durable => _durable;

    /// <summary>Where its log is.</summary>
    public RunFeed Feed { get; }

    /// <summary>Begins to follow.</summary>
    public void Begin() => _loop.Post(Connect);

    /// <summary>Follows no more; the run goes on.</summary>
    public void Dispose() => _loop.Post(() =>
    {
        _disposed = true;
        Disconnect();
        _durable.Dispose();
    });

    private void Connect()
    {
        if (_disposed) return;
        try
        {
            _shim = _durable.Connect();
        }
        catch (IOException)
        {
            _shim = null;
        }
        if (_shim is null)
        {
            Resolve();
            return;
        }
        _filled = 0;
        _shim.Socket.SetNonBlocking();
        _watch = _loop.Watch(_shim.Socket, Readiness.Readable, _ => Receive());
        // The revision may be a later shim's: ask from the beginning.
        _revision = 0;
        Ask();
    }

    // A request is smaller than any socket's buffer, and only one is ever under way.
    private void Ask()
    {
        if (_shim is { } shim && !shim.SendRequest("await", ("afterSequence", Feed.Sequence), ("revision", _revision))) Lose();
    }

    private void Receive()
    {
        if (_shim is not { } shim) return;
        try
        {
            while (true)
            {
                int n = shim.Socket.Read(_buffer.AsSpan(_filled));
                if (n == Descriptor.WouldBlock) return;
                if (n == 0)
                {
                    Lose();
                    return;
                }
                _filled += n;
                TakeFrames();
                if (_shim != shim) return;
            }
        }
        catch (IOException)
        {
            Lose();
        }
    }

    private void TakeFrames()
    {
        while (_filled >= Frame.HeadSize)
        {
            if (!Frame.TryReadHead(_buffer, out FrameKind kind, out int length)) throw new IOException("Not a frame.");
            int size = Frame.HeadSize + length;
            if (_filled < size)
            {
                if (_buffer.Length < size) Array.Resize(ref _buffer, size);
                return;
            }
            ReadOnlySpan<byte> payload = _buffer.AsSpan(Frame.HeadSize, length);
            if (kind == FrameKind.Response) Take(payload);
            _buffer.AsSpan(size, _filled - size).CopyTo(_buffer);
            _filled -= size;
            if (kind == FrameKind.Response) Ask();
        }
    }

    private void Take(ReadOnlySpan<byte> answer)
    {
        long sequence = 0, revision = 0;
        var json = new Utf8JsonReader(answer);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            if (json.ValueTextEquals("sequence"u8) && json.Read()) sequence = json.GetInt64();
            else if (json.ValueTextEquals("revision"u8) && json.Read()) revision = json.GetInt64();
        }
        Feed.Advance(sequence);
        if (revision == _revision) return;
        _revision = revision;
        _ = Task.Run(() =>
        {
            try
            {
                if (_durable.ReadStatus() is { State: not RunState.Ended } status) _changed(status);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The end of the connection tells more.
            }
        });
    }

    private void Lose()
    {
        Disconnect();
        Resolve();
    }

    private void Disconnect()
    {
        _watch?.Dispose();
        _watch = null;
        _shim?.Dispose();
        _shim = null;
    }

    private void Resolve()
    {
        if (Interlocked.Exchange(ref _resolving, 1) != 0) return;
        _ = Task.Run(() =>
        {
            RunStatus status;
            try
            {
                status = _durable.ReadStatus();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (IOException e)
            {
                if (!Supervisor.IsLost(_durable))
                {
                    // Too many open files, or a disk that does not answer: that says nothing about the run.
                    Again(s_patience);
                    return;
                }
                status = new RunStatus { Id = _durable.Id, State = RunState.Ended, Outcome = RunOutcome.Lost, Reason = e.Message };
            }
            if (status.State == RunState.Ended)
            {
                _ended(status);
                return;
            }
            // Just started and not listening yet, or between its last word and its end.
            Again(s_retry);
        });
    }

    private void Again(TimeSpan wait)
    {
        Volatile.Write(ref _resolving, 0);
        _loop.Post(() => _loop.SetTimer(wait, Connect));
    }
}
