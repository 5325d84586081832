// Constraints
//   waitid(2) may only ever take a child that is ours: a host may have others. A status is lost for ever if SIGCHLD is ignored.
//   A leader that ends at once must stay unreaped until the last stage has joined its group, or setpgid(2) fails and the number may be reused.
//   Whoever is told of an end may start something, or wait for a thread that does: no lock is held meanwhile.
// Scheme
//   Ends come by pidfd, one watch a child; the pipeline is registered only when all of it has been spawned, which is the reap gate for these.
//   Stops, and ends of strays, come by SIGCHLD, which coalesces: it means "look at every child". A subreaper takes whatever has ended and is
//   not registered; the gate's lock keeps that away from a pipeline that is just being spawned on another thread.

using System.Diagnostics;
using System.Runtime.InteropServices;
using Drover.Engine.EventLoops;
using Drover.Engine.Interop;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.Telemetry;

namespace Drover.Engine.Reaping;

/// <summary>Takes the statuses of children, each exactly once. Lives on the loop's thread, except where it says otherwise.</summary>
internal sealed unsafe class Reaper : IDisposable
{
    // struct sigaction of glibc on 64-bit machines: the handler first, 128 bytes of mask, then the flags.
    private const int SigactionSize = 160;
    private const int SigactionFlags = 136;
    private const nint SIG_IGN = 1;
    private const int SA_NOCLDWAIT = 2;

    private readonly ProcessEngine _engine;
    private readonly object _gate = new();
    private readonly Dictionary<int, Entry> _children = [];
    private readonly HashSet<int> _spawned = [];
    private readonly List<Entry> _unwatched = [];
    private readonly Predicate<int> _isKnown;
    private readonly SignalDescriptor? _signals;
    private readonly Watch? _signalWatch;
    private readonly PosixSignalRegistration? _registration;
    private int _lookPending;
    private uint _childSignals;

    public Reaper(ProcessEngine engine)
    {
        _engine = engine;
        _isKnown = IsKnown;
        engine.Loop.BeforeWaiting += WatchAll;
        switch (engine.Options.ChildSignals)
        {
            case ChildSignalSource.Descriptor:
                _signals = SignalDescriptor.Open(SignalSet.Of(Signal.CHLD));
                _signalWatch = engine.Loop.Watch(_signals.Descriptor, Readiness.Readable, _ =>
                {
                    while (_signals.TryRead(out Signal _, out int _)) { }
                    LookAtChildren();
                });
                break;
            case ChildSignalSource.Catcher:
                _childSignals = SignalCatcher.Count(Signal.CHLD);
                _signalWatch = SignalCatcher.Attach(engine.Loop, () =>
                {
                    uint count = SignalCatcher.Count(Signal.CHLD);
                    if (count == _childSignals) return;
                    _childSignals = count;
                    LookAtChildren();
                });
                _ = SignalCatcher.Set(Signal.CHLD, SignalDisposition.Caught);
                break;
            case ChildSignalSource.Registration:
                Action look = LookAtChildren;
                _registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ =>
                {
                    if (Interlocked.Exchange(ref _lookPending, 1) == 0) engine.Loop.Post(look);
                });
                break;
        }
    }

    /// <summary>How many children are known and not reaped.</summary>
    public int Count => _children.Count;

    /// <summary>Whether the kernel keeps statuses for us: not when SIGCHLD is ignored, or SA_NOCLDWAIT set (sigaction(2)).</summary>
    public static bool KeepsStatuses
    {
        get
        {
            byte* old = stackalloc byte[SigactionSize];
            return Libc.sigaction(Signal.CHLD.Number, null, old) != 0 || (*(nint*)old != SIG_IGN && (*(int*)(old + SigactionFlags) & SA_NOCLDWAIT) == 0);
        }
    }

    /// <summary>Spawns a pipeline with the gate closed, and knows its children from then on. From any thread.</summary>
    /// <param name="spec">The wish.</param>
    /// <param name="mark">What its environment is marked with; null for nothing.</param>
    /// <param name="mayWait">Whether nobody minds that the start lasts until the end (<see cref="PipelineSpec.WaitsForEnd"/>).</param>
    /// <param name="started">When that began (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public Pipeline SpawnBehindGate(PipelineSpec spec, string? mark, bool mayWait, long started)
    {
        lock (_gate)
        {
            DateTimeOffset startedAt = _engine.Options.Time.GetUtcNow();
            var pipeline = new Pipeline(_engine, spec, PipelineSpawner.Spawn(spec, mark, _engine, mayWait && MayWait(spec)), mark, startedAt, started);
            foreach (ChildProcess stage in pipeline.Stages)
                if (!stage.HasEnded) _spawned.Add(stage.Pid);
            return pipeline;
        }
    }

    /// <summary>Fills <paramref name="into"/> with those of our children that no pipeline started.</summary>
    public void CollectStrays(List<int> into, ProcessTable table)
    {
        into.Clear();
        lock (_gate)
        {
            if (ProcessReader.HasChildrenFiles) ProcessReader.ReadChildren(Libc.getpid(), into);
            else
            {
                table.Refresh();
                table.AddChildren(Libc.getpid(), into);
            }
            into.RemoveAll(_isKnown);
        }
    }

    /// <summary>Watches for the end of every stage, from the loop's next turn on; of one that has ended it tells at once.</summary>
    public void Register(Pipeline pipeline)
    {
        lock (_gate)
        {
            foreach (ChildProcess child in pipeline.Stages)
            {
                if (child.HasEnded) continue;
                var entry = new Entry(this, pipeline, child);
                _unwatched.Add(entry);
                _children.Add(child.Pid, entry);
                _spawned.Remove(child.Pid);
            }
        }
        foreach (ChildProcess child in pipeline.Stages)
            if (child.HasEnded) _engine.StageEnded(pipeline, child);
    }

    /// <summary>
    /// Waits for a stage by waitid(2) alone and takes its end; false, and nothing was done, when anybody else's end could be missed meanwhile. In programs with one thread.
    /// </summary>
    public bool TryWaitDirectly(Pipeline pipeline)
    {
        if (_children.Count != pipeline.LiveStages || !MissesNothing) return false;
        foreach (ChildProcess child in pipeline.Stages)
        {
            if (child.HasEnded || !_children.TryGetValue(child.Pid, out Entry? entry)) continue;
            TryReap(entry, Libc.WEXITED);
            return true;
        }
        return false;
    }

    /// <summary>Looks for stops, continues and ended strays.</summary>
    public void LookAtChildren()
    {
        Volatile.Write(ref _lookPending, 0);
        if (HasStopReport())
        {
            foreach (Entry entry in _children.Values.ToArray()) TakeStops(entry);
        }
        if (_engine.Options.Subreaper && ReapStrays()) _engine.CheckStops();
    }

    /// <summary>In a forked child: closes what is held for the parent's children, their pipes too, and touches nothing that both share.</summary>
    public void ForgetAfterFork()
    {
        foreach (Entry entry in _children.Values)
        {
            entry.Child.ClosePidDescriptor();
            entry.Child.DisposePipes();
        }
        _children.Clear();
        _unwatched.Clear();
        _signals?.Dispose();
    }

    public void Dispose()
    {
        _engine.Loop.BeforeWaiting -= WatchAll;
        _registration?.Dispose();
        _signalWatch?.Dispose();
        _signals?.Dispose();
        foreach (Entry entry in _children.Values)
        {
            entry.Watch?.Dispose();
            entry.Child.ClosePidDescriptor();
        }
        _children.Clear();
        _unwatched.Clear();
    }

    // While a child is waited for by waitid(2) alone, nobody takes the reports of others.
    private bool MissesNothing => _engine.Options.ChildSignals == ChildSignalSource.None && !_engine.Loop.HasThread;

    private bool MayWait(PipelineSpec spec) =>
        spec is { WaitsForEnd: true, Stages.Length: 1, Placement: GroupPlacement.Ours } && _children.Count == 0 && MissesNothing && _engine.Options.Observer is null;

    private static bool HasStopReport()
    {
        Libc.ChildSignal info = default;
        return Libc.waitid(Libc.P_ALL, 0, &info, Libc.WSTOPPED | Libc.WCONTINUED | Libc.WNOHANG | Libc.WNOWAIT, null) == 0 && info.Pid != 0;
    }

    private bool IsKnown(int pid) => _children.ContainsKey(pid) || _spawned.Contains(pid);

    private void TakeStops(Entry entry)
    {
        while (!entry.Child.HasEnded)
        {
            Libc.ChildSignal info = default;
            if (Libc.waitid(Libc.P_PIDFD, entry.Child.PidDescriptor, &info, Libc.WSTOPPED | Libc.WCONTINUED | Libc.WNOHANG, null) != 0 || info.Pid == 0) return;
            var status = WaitStatus.FromChildSignal(info.Code, info.Status);
            entry.Child.SetStatus(status);
            _engine.Options.Observer?.StateChanged(entry.Pipeline, entry.Child, status);
        }
    }

    // Most children of a shell in the foreground are waited for by waitid(2): their pidfds never come to the loop.
    private void WatchAll()
    {
        if (_unwatched.Count == 0) return;
        foreach (Entry entry in _unwatched)
            if (!entry.Child.HasEnded) entry.Watch = _engine.Loop.Watch(entry.Child.PidDescriptor, Readiness.Readable, entry.OnReadable);
        _unwatched.Clear();
    }

    private void TryReap(Entry entry, int options = Libc.WEXITED | Libc.WNOHANG)
    {
        ChildProcess child = entry.Child;
        if (child.HasEnded) return;
        Libc.ChildSignal info = default;
        byte* rusage = stackalloc byte[ResourceUsage.RawSize];
        lock (child.SignalLock)
        {
            if (Libc.waitid(Libc.P_PIDFD, child.PidDescriptor, &info, options, rusage) != 0)
            {
                if (Errno.Last != Errno.ECHILD) return;
                // Somebody else in this process waited for our child. The status is gone; say so rather than wait for ever.
                child.SetStatus(WaitStatus.Exited(255));
            }
            else
            {
                if (info.Pid == 0) return;
                child.Usage = ResourceUsage.FromRusage(new ReadOnlySpan<byte>(rusage, ResourceUsage.RawSize));
                child.SetStatus(WaitStatus.FromChildSignal(info.Code, info.Status));
            }
        }
        _children.Remove(child.Pid);
        if (entry.Watch is { } watch) watch.Dispose();
        else _unwatched.Remove(entry);
        child.ClosePidDescriptor();
        _engine.StageEnded(entry.Pipeline, child);
    }

    // Returns whether a stray was reaped.
    private bool ReapStrays()
    {
        bool reaped = false;
        while (true)
        {
            Libc.ChildSignal info = default;
            Entry? entry;
            string name = "";
            lock (_gate)
            {
                if (Libc.waitid(Libc.P_ALL, 0, &info, Libc.WEXITED | Libc.WNOHANG | Libc.WNOWAIT, null) != 0 || info.Pid == 0) return reaped;
                // Being spawned on another thread: the look that follows its registration sees what stands behind it.
                if (!_children.TryGetValue(info.Pid, out entry) && _spawned.Contains(info.Pid)) return reaped;
                if (entry is null)
                {
                    name = ProcessReader.TryRead(info.Pid, out ProcessInfo process) ? process.NameText : "?";
                    if (Libc.waitid(Libc.P_PID, info.Pid, &info, Libc.WEXITED | Libc.WNOHANG, null) != 0) return reaped;
                }
            }
            if (entry is not null)
            {
                TryReap(entry);
                if (!entry.Child.HasEnded) return reaped;
                continue;
            }
            reaped = true;
            EngineTelemetry.StrayReaped();
            _engine.Options.Observer?.StrayReaped(info.Pid, name, WaitStatus.FromChildSignal(info.Code, info.Status));
        }
    }

    private sealed class Entry(Reaper reaper, Pipeline pipeline, ChildProcess child)
    {
        public Pipeline Pipeline { get; } = pipeline;

        public ChildProcess Child { get; } = child;

        public Watch? Watch { get; set; }

        public void OnReadable(Readiness ready) => reaper.TryReap(this);
    }
}
