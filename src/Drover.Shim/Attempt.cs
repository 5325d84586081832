using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;
using Drover.Engine.Terminals;
using Drover.Runs;

namespace Drover.Shim;

/// <summary>One attempt of a run: what lives from the start of its leader until the last process of its tree has gone.</summary>
internal sealed class Attempt : IDisposable
{
    private static readonly TimeSpan s_stuckTick = TimeSpan.FromSeconds(30);
    private const int ReapLooks = 200;
    private static readonly TimeSpan s_reapTick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_stuckAfter = TimeSpan.FromMinutes(5);

    private readonly Holder _holder;
    private readonly ProcessEngine _engine;
    private readonly EventLoop _loop;
    private readonly RunLog _log;
    private readonly RunSpec _spec;
    private readonly RunControlGroup _limits;
    private readonly long _oomKillsBefore;
    private readonly List<OutputPump> _pumps = [];
    private readonly List<LoopTimer> _timers = [];
    private readonly List<ProcessInfo> _tree = [];
    private readonly List<int> _children = [];
    private readonly StuckDetector _stuck = new(s_stuckAfter);
    private MemoryWatch? _memory;
    private int _reapLooks;
    private WaitStatus _containerStatus;
    private bool _leaderEnded;
    private bool _stopping;
    private bool _escalated;
    private bool _done;

    private Attempt(Holder holder, ProcessEngine engine, RunLog log, RunSpec spec, RunControlGroup limits, Pipeline pipeline, PseudoTerminal? terminal)
    {
        _holder = holder;
        _engine = engine;
        _loop = engine.Loop;
        _log = log;
        _spec = spec;
        _limits = limits;
        _oomKillsBefore = limits.Group?.OomKills ?? 0;
        Pipeline = pipeline;
        Terminal = terminal;
    }

    /// <summary>Its leader, as a pipeline of one stage.</summary>
    public Pipeline Pipeline { get; }

    /// <summary>Its terminal, if it has one.</summary>
    public PseudoTerminal? Terminal { get; }

    /// <summary>The way into it, if there is one.</summary>
    public RunInput? Input { get; private set; }

    /// <summary>The first process of the container that was taken over; the default value when there is none.</summary>
    public ProcessIdentity Container { get; private set; }

    /// <summary>How the leader ended: the container's first process, if there is one.</summary>
    public WaitStatus LeaderStatus => Container == default ? Pipeline.Status!.Last : _containerStatus;

    /// <summary>The end that was asked for; none while nobody has.</summary>
    public RunOutcome Requested { get; private set; }

    /// <summary>Why, in a sentence.</summary>
    public string? Reason { get; private set; }

    /// <summary>How many of its processes the kernel has killed for want of memory.</summary>
    public long OomKills => (_limits.Group?.OomKills ?? 0) - _oomKillsBefore;

    /// <summary>Whether the kernel killed its leader for want of memory.</summary>
    public bool WasOutOfMemory =>
        LeaderStatus is { Kind: WaitStatusKind.Signalled } status && status.Signal == Signal.KILL && OomKills > 0;

    /// <summary>Starts it. Nothing is told of it until <see cref="Begin"/>: its leader may have ended already.</summary>
    public static Attempt Start(
        Holder holder, ProcessEngine engine, RunLog log, RunSpec spec, string id, int umask, RunControlGroup limits, Action resumeInput)
    {
        PseudoTerminal? terminal = spec.PseudoTerminal is { } size ? PseudoTerminal.Open(size) : null;
        Pipeline? pipeline = null;
        try
        {
            using ControllingTerminal? own = terminal is null ? null : ControllingTerminal.Acquire(terminal.Path);
            using DirectOutput? output = spec.IsOutputDirect ? DirectOutput.Open(spec) : null;
            pipeline = engine.Start(AttemptSpec.Build(spec, id, umask, own, limits.Group, output));
            var attempt = new Attempt(holder, engine, log, spec, limits, pipeline, terminal);
            attempt.OpenStreams(resumeInput);
            return attempt;
        }
        catch
        {
            // No descriptor left for its streams, perhaps.
            pipeline?.BeginStop(StopPolicy.Kill);
            pipeline?.Dispose();
            terminal?.Dispose();
            throw;
        }
    }

    /// <summary>Begins to tell of it, and to watch over it.</summary>
    public void Begin()
    {
        _log.Touch();
        if (_spec.Timeout is { } timeout)
            _timers.Add(_loop.SetTimer(timeout, () => _holder.EndAttempt(RunOutcome.TimedOut, $"it ran longer than its timeout of {timeout}")));
        if (_spec.IdleTimeout is { } idle) ArmIdle(idle);
        if (_limits.WhyMemoryIsSampled is { } why)
        {
            _memory = new MemoryWatch(_loop, _spec.MemoryBytes!.Value, Collect, bytes => _holder.EndAttempt(
                RunOutcome.Oom, $"it had {bytes} bytes of memory and may have {_spec.MemoryBytes} (looked at once a second: {why})", atOnce: true));
        }
        _timers.Add(_loop.SetTimer(s_stuckTick, LookWhetherStuck));
        Pipeline.WhenCompleted(_ => LeaderEnded());
    }

    /// <summary>Remembers the first end that is asked for; false when there was one already.</summary>
    public bool Request(RunOutcome outcome, string? reason)
    {
        // A leader that ended by itself before anybody asked has its own outcome, if only what it left behind was being ended already.
        if (Requested != RunOutcome.None || (_leaderEnded && _spec.Leftovers == LeftoverPolicy.Stop)) return false;
        Requested = outcome;
        Reason = reason;
        return true;
    }

    /// <summary>Stops all of it.</summary>
    public void Stop(StopPolicy policy)
    {
        _stopping = true;
        Pipeline.BeginStop(policy, report =>
        {
            _escalated |= report.Escalated;
            if (report.IsEmpty) Finish();
            else
            {
                _stopping = false;
                _holder.StopGaveUp(report);
            }
        });
    }

    /// <summary>Takes what it has written so far into the log.</summary>
    public void DrainOutput()
    {
        foreach (OutputPump pump in _pumps) pump.Drain();
    }

    /// <summary>Whether nothing of it is alive.</summary>
    public bool IsTreeEmpty() => Collect().Count == 0;

    /// <summary>A process that had come back to us was reaped: the container's first one was the leader.</summary>
    public void Reaped(int pid, WaitStatus status)
    {
        if (Container.Pid == pid && !_leaderEnded)
        {
            _containerStatus = status;
            LeaderEnded();
        }
        CheckTree();
    }

    /// <summary>Something ended: once the leader has too and nobody is left, the attempt is over.</summary>
    public void CheckTree()
    {
        if (_leaderEnded && !_stopping && IsTreeEmpty()) Finish();
    }

    public void Dispose()
    {
        foreach (LoopTimer timer in _timers) timer.Dispose();
        _memory?.Dispose();
        foreach (OutputPump pump in _pumps) pump.Dispose();
        Input?.Dispose();
        Terminal?.Dispose();
        Pipeline.Dispose();
    }

    private void OpenStreams(Action resumeInput)
    {
        ChildProcess leader = Pipeline.Stages[0];
        if (Terminal is not null)
        {
            _pumps.Add(new OutputPump(_loop, Terminal.Master.Duplicate(), 3, _log));
            Input = new RunInput(_loop, Terminal.Master.Duplicate(), isTerminal: true, resumeInput);
        }
        else
        {
            if (!_spec.IsOutputDirect)
            {
                _pumps.Add(new OutputPump(_loop, leader.TakePipe(1), 1, _log));
                _pumps.Add(new OutputPump(_loop, leader.TakePipe(2), 2, _log));
            }
            if (_spec.Input == InputKind.Pipe)
            {
                Descriptor pipe = leader.TakePipe(0);
                pipe.SetNonBlocking();
                Input = new RunInput(_loop, pipe, isTerminal: false, resumeInput);
            }
        }
        if (_limits.Group is { } group) Pipeline.KillHook = () => group.KillAll(ShimBoundary.IsShim);
    }

    private List<ProcessInfo> Collect()
    {
        Pipeline.CollectTree(_tree);
        return _tree;
    }

    private void LeaderEnded()
    {
        if (Container == default && _spec.Container is { } container && !_stopping && Pipeline.Status!.Last == WaitStatus.Exited(0) && TakeOver(container)) return;
        _leaderEnded = true;
        _holder.LeaderEnded(this);
        if (_stopping) return;
        if (IsTreeEmpty()) Finish();
        else if (_spec.Leftovers == LeftoverPolicy.Stop) Stop(new StopPolicy(_spec.StopSignal, _spec.Grace));
    }

    // The command has made the container and ended: what it left is our child now, and waits for leave to run.
    private bool TakeOver(RunContainer container)
    {
        byte[] text = Descriptor.ReadFile(container.PidFile, out _) ?? [];
        if (!System.Buffers.Text.Utf8Parser.TryParse(text, out int pid, out _) || ProcessIdentity.TryRead(pid) is not { } leader) return false;
        Container = leader;
        _holder.TookOver(leader);
        try
        {
            Pipeline start = _engine.Start(new ProcessSpec
            {
                Executable = container.Executable ?? container.Start[0],
                Name = container.Start[0],
                Arguments = container.Start.RemoveAt(0),
                Environment = _spec.Environment,
                WorkingDirectory = _spec.WorkingDirectory,
                Redirections = [Redirection.Null(0), Redirection.Null(1), Redirection.Inherit(2, 2)],
            });
            start.WhenCompleted(p => Started(p.Status!.Last == WaitStatus.Exited(0) ? null : p.Status!.Last.ToString()));
        }
        catch (Exception e) when (e is SpawnException or SystemCallException)
        {
            Started(e.Message);
        }
        return true;
    }

    private void Started(string? error)
    {
        // One that ended before we were told has run all the same.
        if (error is null || _leaderEnded) _holder.ReportReady();
        else _holder.EndAttempt(RunOutcome.StartFailed, $"the container could not be started: {error}", atOnce: true);
    }

    private void Finish()
    {
        if (_done) return;
        _done = true;
        // In a turn of its own: those who ended together are reaped one after the other, and each is told of.
        _loop.Post(FinishWhenReaped);
    }

    private void FinishWhenReaped()
    {
        if (HasZombies() && ++_reapLooks < ReapLooks)
        {
            _timers.Add(_loop.SetTimer(s_reapTick, FinishWhenReaped));
            return;
        }
        // Everybody who could write has gone: what is in the pipes is all there will ever be.
        foreach (OutputPump pump in _pumps) pump.Drain();
        _holder.AttemptEnded(this, _escalated);
    }

    // Their end was seen in the tree; the signal that tells the reaper of it may still be on its way.
    private bool HasZombies()
    {
        if (!ProcessReader.HasChildrenFiles) return false;
        _children.Clear();
        ProcessReader.ReadChildren(Environment.ProcessId, _children);
        foreach (int child in _children)
            if (ProcessReader.TryRead(child, out ProcessInfo info) && info.HasEnded) return true;
        return false;
    }

    private void ArmIdle(TimeSpan idle)
    {
        TimeSpan silent = TimeSpan.FromMilliseconds(Environment.TickCount64 - _log.LastOutputAt);
        if (silent >= idle) _holder.EndAttempt(RunOutcome.IdleTimedOut, $"it was silent for longer than its idle timeout of {idle}");
        else _timers.Add(_loop.SetTimer(idle - silent, () => ArmIdle(idle)));
    }

    private void LookWhetherStuck()
    {
        if (_done) return;
        _timers.RemoveAll(static t => !t.IsPending);
        _timers.Add(_loop.SetTimer(s_stuckTick, LookWhetherStuck));
        Collect();
        long cpu = 0, io = 0;
        foreach (ProcessInfo process in _tree)
        {
            cpu += process.OwnTicks + process.ChildTicks;
            if (ProcessReader.TryReadIo(process.Pid, out ProcessIo bytes)) io += bytes.ReadBytes + bytes.WriteBytes;
        }
        StuckReport? report = _stuck.Observe(
            TimeSpan.FromMilliseconds(Environment.TickCount64), _log.TotalBytes, cpu, io, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tree));
        _holder.SetStuck(report?.Kind switch
        {
            StuckKind.Quiet => $"no output, no CPU time and no I/O for {(int)s_stuckAfter.TotalMinutes} minutes or more",
            StuckKind.Uninterruptible => $"in uninterruptible sleep: pid {string.Join(", ", report.Pids)}",
            StuckKind.Stopped => $"stopped by a signal: pid {string.Join(", ", report.Pids)}",
            _ => null,
        });
    }
}
