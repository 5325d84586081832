using System.Diagnostics;
using System.Globalization;
using Drover.Engine.EventLoops;
using Drover.Engine.Forking;
using Drover.Engine.Interop;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Reaping;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.Telemetry;

namespace Drover.Engine;

/// <summary>The engine: starts pipelines, takes their exit statuses, stops their whole trees.</summary>
/// <remarks>Thread-safe, except what says that it belongs on the loop. Disposing it stops nothing.</remarks>
public sealed class ProcessEngine : IProcessEngine
{
    private const int FirstPrune = 64;

    private readonly bool _ownsLoop;
    private readonly bool _becameSubreaper;
    private readonly Reaper _reaper;
    private readonly object _liveLock = new();
    private readonly HashSet<Pipeline> _live = [];
    private readonly HashSet<Pipeline> _lingering = [];
    private readonly List<int> _strays = [];
    private readonly ProcessTable _table = new();
    private Descendants? _descendants;
    private string? _markPrefix;
    private long _marks;
    private long _tableTaken;
    private long _straysTaken;
    private int _pruneAt = FirstPrune;
    private volatile bool _disposed;

    /// <summary>Makes an engine; without a loop in <paramref name="options"/> it starts a thread for its own.</summary>
    /// <exception cref="InvalidOperationException">SIGCHLD is ignored in this process (see <see cref="RestoreChildSignal"/>).</exception>
    /// <exception cref="ArgumentException">A subreaper needs SIGCHLD, by which it learns of orphans.</exception>
    public ProcessEngine(EngineOptions? options = null)
    {
        Options = options ?? new EngineOptions();
        if (Options is { Subreaper: true, ChildSignals: ChildSignalSource.None })
            throw new ArgumentException("A subreaper learns of ended orphans by SIGCHLD: choose a ChildSignalSource.", nameof(options));
        if (Options.ChildSignals == ChildSignalSource.Registration && Fork.Depth > 0)
            throw new ArgumentException("A forked stage has no thread for the runtime's signal handling: choose ChildSignalSource.Catcher or None, and give it a loop.", nameof(options));
        if (!Reaper.KeepsStatuses)
        {
            throw new InvalidOperationException(
                "SIGCHLD is ignored in this process, so the kernel throws every exit status away. Start it with SIGCHLD at its default, or call ProcessEngine.RestoreChildSignal() first thing.");
        }
        _ownsLoop = Options.Loop is null;
        Loop = Options.Loop ?? new EventLoop();
        try
        {
            if (Options.Subreaper) _becameSubreaper = BecomeSubreaper();
            _reaper = new Reaper(this);
        }
        catch
        {
            if (_ownsLoop) Loop.Dispose();
            throw;
        }
        Stops = new StopRounds(Loop);
        if (_ownsLoop) Loop.StartThread();
    }

    /// <inheritdoc/>
    public EventLoop Loop { get; }

    /// <summary>How it works.</summary>
    public EngineOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Pipeline> Live
    {
        get
        {
            lock (_liveLock) return [.. _live];
        }
    }

    internal Descendants Descendants => _descendants ??= new Descendants();

    internal StopRounds Stops { get; }

    /// <summary>Sets SIGCHLD to its default. Programs call it first thing: their parent may have left it ignored, which an exec keeps.</summary>
    public static unsafe void RestoreChildSignal()
    {
        if (Reaper.KeepsStatuses) return;
        byte* action = stackalloc byte[160];
        new Span<byte>(action, 160).Clear();
        _ = Libc.sigaction(Signal.CHLD.Number, action, null);
        if (SignalCatcher.IsSupported) CaughtSignals.Changed();
    }

    /// <inheritdoc/>
    public Pipeline Start(ProcessSpec spec) => Start(PipelineSpec.Of(spec));

    /// <inheritdoc/>
    public Pipeline Start(PipelineSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ObjectDisposedException.ThrowIf(_disposed || Loop.IsDisposed, this);
        spec.Validate();
        return !Loop.IsOnLoop && HasParentDeathSignal(spec) ? StartOnLoop(spec) : StartHere(spec);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StopReport>> StopAllAsync(TimeSpan grace)
    {
        var policy = new StopPolicy(Signal.TERM, grace);
        var stops = new List<(Pipeline Pipeline, TaskCompletionSource<StopReport> Done)>();
        var left = new HashSet<Pipeline>();
        lock (_liveLock)
        {
            left.UnionWith(_lingering);
            foreach (Pipeline pipeline in (IEnumerable<Pipeline>)[.. _live, .. _lingering])
                if (!pipeline.Spec.Detached) stops.Add((pipeline, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        }
        RunOnLoop(() =>
        {
            // One look serves all of them.
            long since = Stopwatch.GetTimestamp();
            foreach ((Pipeline pipeline, TaskCompletionSource<StopReport> done) in stops) pipeline.BeginStop(policy, done.SetResult, since);
        });
        var reports = new List<StopReport>(stops.Count);
        foreach ((Pipeline pipeline, TaskCompletionSource<StopReport> done) in stops)
        {
            StopReport report = await done.Task.ConfigureAwait(false);
            if (report.Signalled > 0 || !left.Contains(pipeline)) reports.Add(report);
        }
        return reports;
    }

    /// <summary>Forgets its children, stops being a subreaper if it had become one, and closes its loop, if that is its own.</summary>
    /// <remarks>What was waited for by a Task is not waited for any more: its tasks never complete.</remarks>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_ownsLoop) Loop.Dispose();
        if (_ownsLoop || Loop.IsOnLoop || !Loop.HasThread) _reaper.Dispose();
        else
        {
            using var done = new ManualResetEventSlim();
            if (Loop.TryPost(() => { _reaper.Dispose(); done.Set(); })) done.Wait();
        }
        if (_becameSubreaper) _ = Libc.prctl(Libc.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
    }

    /// <summary>In a forked child: none of the children is ours, the loop is the parent's.</summary>
    internal void ForgetAfterFork()
    {
        _disposed = true;
        _reaper.ForgetAfterFork();
        Loop.ForgetAfterFork();
    }

    /// <exception cref="ObjectDisposedException">Nothing runs on the loop any more.</exception>
    internal void RunOnLoop(Action action)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Loop.IsOnLoop) action();
        else ObjectDisposedException.ThrowIf(!Loop.TryPost(action), this);
    }

    internal bool IsOthers(Pipeline asking, in ProcessInfo info)
    {
        lock (_liveLock)
        {
            foreach (Pipeline other in _live)
                if (other != asking && other.Tree.IsMember(info)) return true;
        }
        return false;
    }

    /// <summary>All processes, as a look that began at <paramref name="since"/> or later showed them.</summary>
    internal ProcessTable TableSince(long since)
    {
        if (_tableTaken >= since && _tableTaken != 0) return _table;
        _tableTaken = Stopwatch.GetTimestamp();
        _table.Refresh();
        return _table;
    }

    /// <summary>Our children that no pipeline started, as a look that began at <paramref name="since"/> or later showed them.</summary>
    internal List<int> StraysSince(long since)
    {
        if (_straysTaken >= since && _straysTaken != 0) return _strays;
        _straysTaken = Stopwatch.GetTimestamp();
        _reaper.CollectStrays(_strays, _table);
        return _strays;
    }

    internal bool TryWaitDirectly(Pipeline pipeline) => _reaper.TryWaitDirectly(pipeline);

    internal void StageEnded(Pipeline pipeline, ChildProcess stage)
    {
        EngineTelemetry.Exited(stage.Status, pipeline);
        bool completed = pipeline.CountEnd();
        if (completed)
        {
            lock (_liveLock)
            {
                if (_live.Count > 0) _live.Remove(pipeline);
                if (pipeline.Spec.Contained && !pipeline.IsStopping) _lingering.Add(pipeline);
            }
        }
        Options.Observer?.StateChanged(pipeline, stage, stage.Status);
        if (!completed) return;
        pipeline.Complete();
        if (pipeline.IsStopping) Stops.LookSoon();
        else if (_lingering.Count >= _pruneAt) PruneLingering();
    }

    /// <summary>A stray ended: every stop that is under way looks again.</summary>
    internal void CheckStops() => Stops.LookSoon();

    internal void StopEnded(Pipeline pipeline, StopReport report)
    {
        lock (_liveLock)
        {
            if (report.IsEmpty) _lingering.Remove(pipeline);
            else if (pipeline.IsReaped) _lingering.Add(pipeline);
        }
        EngineTelemetry.Stopped(report);
        Options.Observer?.Stopped(pipeline, report);
    }

    private static bool HasParentDeathSignal(PipelineSpec spec)
    {
        foreach (ProcessSpec stage in spec.Stages)
            if (stage.ParentDeathSignal is not null) return true;
        return false;
    }

    private static unsafe bool BecomeSubreaper()
    {
        int already = 0;
        _ = Libc.prctl(Libc.PR_GET_CHILD_SUBREAPER, (nuint)(&already), 0, 0, 0);
        if (Libc.prctl(Libc.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) throw new SystemCallException("prctl(PR_SET_CHILD_SUBREAPER)", Errno.Last);
        return already == 0;
    }

    // The parent-death signal belongs to the thread that spawned: the loop's lives as long as the engine.
    private Pipeline StartOnLoop(PipelineSpec spec)
    {
        var started = new TaskCompletionSource<Pipeline>(TaskCreationOptions.RunContinuationsAsynchronously);
        RunOnLoop(() =>
        {
            try
            {
                started.SetResult(StartHere(spec));
            }
            catch (Exception e) when (e is SpawnException or SystemCallException or ArgumentException or ObjectDisposedException)
            {
                started.SetException(e);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    private Pipeline StartHere(PipelineSpec spec)
    {
        long started = Stopwatch.GetTimestamp();
        using Activity? activity = EngineTelemetry.StartActivity(spec);
        string? mark = spec is { Contained: true, AdoptsStrays: false } ? NextMark() : null;
        Pipeline pipeline;
        try
        {
            pipeline = _reaper.SpawnBehindGate(spec, mark, mayWait: activity is null, started);
        }
        catch (SpawnException e)
        {
            EngineTelemetry.StartFailed(e.Step.ToString());
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        // What was waited for within its start is nobody's to stop.
        if (!pipeline.Stages[0].HasEnded)
            lock (_liveLock) _live.Add(pipeline);
        EngineTelemetry.Started(spec.Stages.Length, pipeline.Stages[0].HasEnded ? null : Stopwatch.GetElapsedTime(started));
        if (Loop.IsOnLoop) Register(pipeline);
        else PostRegister(pipeline);
        return pipeline;
    }

    // SIGCHLD of what stopped or ended meanwhile may have been seen before the pipeline was known. On the loop it can't: that comes later.
    private void PostRegister(Pipeline pipeline) => RunOnLoop(() =>
    {
        Register(pipeline);
        _reaper.LookAtChildren();
    });

    private void Register(Pipeline pipeline)
    {
        _reaper.Register(pipeline);
        Options.Observer?.Started(pipeline);
    }

    // Contained pipelines whose stages have ended are kept for StopAllAsync, as long as something of them may live. That costs a look, so it
    // is taken for many at a time.
    private void PruneLingering()
    {
        long since = Stopwatch.GetTimestamp();
        var members = new List<ProcessInfo>();
        foreach (Pipeline pipeline in _lingering.ToArray())
        {
            if (pipeline.IsStopping || !pipeline.Tree.Collect(members, since) || members.Count > 0) continue;
            lock (_liveLock) _lingering.Remove(pipeline);
        }
        _pruneAt = Math.Max(FirstPrune, _lingering.Count * 2);
    }

    private string NextMark()
    {
        int pid = Libc.getpid();
        _markPrefix ??= string.Create(CultureInfo.InvariantCulture, $"{pid}.{ProcessIdentity.TryRead(pid)?.StartTicks}.");
        return _markPrefix + Interlocked.Increment(ref _marks).ToString(CultureInfo.InvariantCulture);
    }
}
