using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Drover.Engine.Interop;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;

namespace Drover.Engine.Pipelines;

/// <summary>A started pipeline: its stages, their group, and its end.</summary>
/// <remarks>Its callbacks run on the engine's loop. Its methods may be called from any thread unless they say otherwise.</remarks>
public sealed class Pipeline : IDisposable
{
    private readonly ProcessEngine _engine;
    private readonly object _lock = new();
    private readonly long _started;
    private TaskCompletionSource<PipelineStatus>? _completion;
    private Action<Pipeline>? _whenCompleted;
    private volatile PipelineStatus? _status;
    private StopSequence? _stop;
    private PipelineTree? _tree;
    private int _live;
    private ProcessGroup? _group;
    private int? _session;

    internal Pipeline(ProcessEngine engine, PipelineSpec spec, ImmutableArray<ChildProcess> stages, string? mark, DateTimeOffset startedAt, long started)
    {
        _engine = engine;
        _started = started;
        Spec = spec;
        Stages = stages;
        _live = stages.Length;
        StartedAt = startedAt;
        // Its leader, reaped or not, keeps the numbers from being used again; our own are asked for when somebody wants to know.
        if (spec.Placement != GroupPlacement.Ours) _group = new ProcessGroup(stages[0].Pid, stages);
        // Most pipelines are never looked at; of a marked one it is kept when it began.
        if (spec.Contained) _tree = new PipelineTree(engine, this, mark);
    }

    /// <summary>What was asked for.</summary>
    public PipelineSpec Spec { get; }

    /// <summary>Its processes, from first to last.</summary>
    public ImmutableArray<ChildProcess> Stages { get; }

    /// <summary>Its process group; ours, when it was placed there.</summary>
    public ProcessGroup Group => _group ??= new ProcessGroup(Libc.getpgrp(), Stages);

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>How it ended; null while a stage runs.</summary>
    public PipelineStatus? Status => _status;

    /// <summary>Completes when every stage has ended and been reaped. What they left behind may still be alive: <see cref="StopAsync"/> ends that.</summary>
    public Task<PipelineStatus> Completion
    {
        get
        {
            lock (_lock)
            {
                if (_completion is null)
                {
                    _completion = new TaskCompletionSource<PipelineStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
                    if (_status is not null) _completion.SetResult(_status);
                }
                return _completion.Task;
            }
        }
    }

    /// <summary>Called at the beginning of the killing: ends what a control group holds, all at once. Set by the owner of that group.</summary>
    public Action? KillHook { get; set; }

    internal int Session => Spec.Placement == GroupPlacement.NewSession ? Stages[0].Pid : _session ??= Libc.getsid(0);

    /// <summary>Finds its processes. Only on the loop's thread.</summary>
    internal PipelineTree Tree => _tree ??= new PipelineTree(_engine, this, mark: null);

    /// <summary>How many stages have not been reaped.</summary>
    internal int LiveStages => _live;

    /// <summary>Whether every stage has been reaped.</summary>
    internal bool IsReaped => _live == 0;

    /// <summary>Runs <paramref name="action"/> on the loop when it has ended; at once if it has already.</summary>
    public void WhenCompleted(Action<Pipeline> action)
    {
        lock (_lock)
        {
            if (_status is null)
            {
                _whenCompleted += action;
                return;
            }
        }
        _engine.RunOnLoop(() => action(this));
    }

    /// <summary>Waits for its end: pumps a loop that has no thread of its own, otherwise blocks.</summary>
    /// <exception cref="InvalidOperationException">This is the loop's own thread, which would wait for itself.</exception>
    public PipelineStatus Wait()
    {
        if (!_engine.Loop.HasThread)
        {
            while (_status is null) _engine.Loop.RunOnce(Timeout.InfiniteTimeSpan);
            return _status;
        }
        if (_status is null && _engine.Loop.IsOnLoop) throw new InvalidOperationException("On the loop's own thread nobody can wait: use WhenCompleted.");
        return Completion.GetAwaiter().GetResult();
    }

    /// <summary>Whether it is stopped as a job is: a stage is stopped, and all others are too or have ended.</summary>
    public bool IsStopped => StoppedBy is not null;

    /// <summary>The signal that stopped the last of its stages that is stopped; null while it is not stopped.</summary>
    public Signal? StoppedBy
    {
        get
        {
            Signal? by = null;
            foreach (ChildProcess stage in Stages)
            {
                WaitStatus status = stage.Status;
                if (status.Kind == WaitStatusKind.Stopped) by = status.Signal;
                else if (!status.HasEnded) return null;
            }
            return by;
        }
    }

    /// <summary>
    /// Waits for the end of one of its stages by waitid(2), which costs less than a turn of the loop; returns at once, with false, when there are other children, or stops
    /// are watched for: then the loop is to be pumped.
    /// </summary>
    /// <remarks>For programs with one thread whose loop has nothing else to do meanwhile. A caught signal ends the waiting, unless it came just before: who must act on one at once pumps the loop.</remarks>
    public bool TryWaitDirectly() => _engine.TryWaitDirectly(this);

    /// <summary>Pumps the loop until it has ended, has stopped, or one of <paramref name="interruptions"/> is pending in the <see cref="SignalCatcher"/>.</summary>
    /// <remarks>A pending signal is seen first and left pending. Stops are known only with a <see cref="ChildSignalSource"/>; signals wake the loop with <see cref="ChildSignalSource.Catcher"/>.</remarks>
    /// <exception cref="InvalidOperationException">The loop has a thread of its own.</exception>
    public PipelineChange WaitForChange(SignalSet interruptions = default)
    {
        while (true)
        {
            if ((SignalCatcher.Pending.Mask & interruptions.Mask) != 0) return PipelineChange.Interrupted;
            if (_status is not null) return PipelineChange.Ended;
            if (IsStopped) return PipelineChange.Stopped;
            _engine.Loop.RunOnce(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Lets it go on (SIGCONT), and counts it as running from now on; false when all of its stages have ended. On the loop's thread.</summary>
    /// <remarks>Without this a <see cref="WaitForChange"/> after SIGCONT would still see the old stop until the kernel's report of the continuing was taken.</remarks>
    public bool Resume()
    {
        if (!Signal(Signals.Signal.CONT)) return false;
        foreach (ChildProcess stage in Stages)
            if (stage.Status.Kind == WaitStatusKind.Stopped) stage.SetStatus(WaitStatus.Continued());
        return true;
    }

    /// <summary>Sends a signal to its group; false when all of its stages have ended.</summary>
    public bool Signal(Signal signal)
    {
        if (Spec.Placement != GroupPlacement.Ours) return Group.Signal(signal);
        bool sent = false;
        foreach (ChildProcess stage in Stages) sent |= stage.Signal(signal);
        return sent;
    }

    /// <summary>Stops all that belongs to it, stages and what they left behind, and waits until nobody is left.</summary>
    /// <param name="policy">The first signal and the grace.</param>
    /// <param name="cancellation">Ends the waiting, not the stopping.</param>
    /// <exception cref="ObjectDisposedException">The engine has been disposed.</exception>
    public Task<StopReport> StopAsync(StopPolicy policy, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource<StopReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.RunOnLoop(() => BeginStop(policy, done.SetResult));
        return done.Task.WaitAsync(cancellation);
    }

    /// <summary>Begins the same without waiting; <paramref name="whenDone"/> runs on the loop. Only on the loop's thread.</summary>
    /// <remarks>While a stop is under way another one may hasten it, or send its own signal if that is a different one; both get the one report.</remarks>
    /// <exception cref="InvalidOperationException">The loop has a thread of its own, and this is another one.</exception>
    public void BeginStop(StopPolicy policy, Action<StopReport>? whenDone = null)
    {
        _engine.Loop.ThrowIfElsewhere();
        BeginStop(policy, whenDone, Stopwatch.GetTimestamp());
    }

    /// <summary>Fills <paramref name="into"/> with its living processes, stages and what they started. Only on the loop's thread.</summary>
    public void CollectTree(List<ProcessInfo> into) => Tree.Collect(into, Stopwatch.GetTimestamp());

    /// <summary>Closes our ends of its pipes that nobody took. Stops nothing.</summary>
    public void Dispose()
    {
        foreach (ChildProcess stage in Stages) stage.DisposePipes();
    }

    /// <summary>How long it has been running.</summary>
    internal TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    internal bool IsStopping => _stop is not null;

    internal void BeginStop(StopPolicy policy, Action<StopReport>? whenDone, long since)
    {
        if (_stop is not null)
        {
            _stop.Hasten(policy, whenDone);
            return;
        }
        _stop = new StopSequence(_engine, this);
        _stop.Begin(policy, whenDone, since);
    }

    internal void StopEnded(StopReport report)
    {
        _stop = null;
        _engine.StopEnded(this, report);
    }

    /// <summary>A stage was reaped; true when it was the last one, and <see cref="Complete"/> is due.</summary>
    internal bool CountEnd() => --_live == 0;

    /// <summary>Makes its status known.</summary>
    internal void Complete()
    {
        var usage = default(ResourceUsage);
        var statuses = new WaitStatus[Stages.Length];
        for (int i = 0; i < statuses.Length; i++)
        {
            statuses[i] = Stages[i].Status;
            usage = i == 0 ? Stages[0].Usage : usage + Stages[i].Usage;
        }
        var status = new PipelineStatus(ImmutableCollectionsMarshal.AsImmutableArray(statuses), usage, Elapsed);
        Action<Pipeline>? whenCompleted;
        TaskCompletionSource<PipelineStatus>? completion;
        lock (_lock)
        {
            _status = status;
            whenCompleted = _whenCompleted;
            _whenCompleted = null;
            completion = _completion;
        }
        completion?.SetResult(status);
        whenCompleted?.Invoke(this);
    }
}
