// Constraints
//   Everybody else may die at any moment; what this process knows is lost with it, so each change is written at once.
//   It must stay small and quiet: 1,000 of them live side by side. One thread, no thread pool, nothing allocated for a silent run.
// Scheme
//   One state machine on one loop. An attempt starts, its leader ends, its tree empties, and then the run ends or the next attempt is
//   scheduled. What was asked for (stop, timeout) is remembered at once and beats what the exit status says; a stop is for good. Attempt holds
//   what lives and dies with one attempt, StatusChanges what is written of it, LastWords what is written at the end.

using System.Text;
using System.Text.Json;
using Drover.Engine;
using Drover.Engine.ControlGroups;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.Terminals;
using Drover.Runs;

namespace Drover.Shim;

/// <summary>Holds one run from its start to its end.</summary>
internal sealed class Holder : IEngineObserver
{
    private const int Failed = 125;
    private const int FailuresUntilDeath = 100;
    private static readonly TimeSpan s_lastReaping = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop = new();
    private readonly Descriptor _directory;
    private readonly string _id;
    private readonly int _umask;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ProcessEngine _engine;
    private readonly SignalDescriptor _signals;
    private readonly StatusKeeper _status;
    private readonly EventLog _events;
    private readonly RunLog _log;
    private readonly RestartSchedule _restarts;
    private readonly ControlServer _control;
    private readonly ProcessEndWatch? _endsWith;
    private readonly List<ProcessInfo> _tree = [];
    private readonly List<Action<int>> _whenStopped = [];
    private Descriptor? _ready = new(RunStore.ReadyDescriptor);
    private Attempt? _attempt;
    private RunControlGroup? _limits;
    private HealthCheck? _health;
    private LoopTimer? _nextAttempt;
    private int _straysReaped;
    private int _failures;
    private bool _ending;
    private bool _ended;

    private Holder(Descriptor directory, string path)
    {
        _directory = directory;
        _id = Path.GetFileName(path);
        _umask = OwnProcess.SetUmask(0x3F /* 0077 */);
        Spec = RunFiles.ReadSpec(directory, path);
        RunStatus? previous = RunFiles.ReadStatus(directory, path);
        _engine = new ProcessEngine(new EngineOptions
        {
            Loop = _loop,
            Subreaper = true,
            ChildSignals = ChildSignalSource.Descriptor,
            IsBoundary = ShimBoundary.IsShim,
            Observer = this,
        });
        _signals = SignalDescriptor.Open(SignalSet.Of(Signal.TERM, Signal.INT, Signal.HUP));
        _loop.Watch(_signals.Descriptor, Readiness.Readable, _ => OnSignal());
        _status = new StatusKeeper(directory, FirstStatus(previous));
        _straysReaped = previous?.StraysReaped ?? 0;
        _events = new EventLog(directory, _id, _time);
        _log = new RunLog(_loop, directory, Spec);
        if (previous is not null) _log.Continue(previous.LogLostBytes);
        _restarts = new RestartSchedule(Spec);
        _control = new ControlServer(_loop, directory, this);
        _status.Changed = _control.Wake;
        _log.Grown = _control.Wake;
        _events.Subscriber = line => _control.Publish(line);
        if (Spec.EndsWith is { } parent)
            _endsWith = ProcessEndWatch.Start(_loop, parent, () => RequestEnd(RunOutcome.Stopped, Policy, "the process that asked for it ended", null));
    }

    /// <summary>What was asked for.</summary>
    public RunSpec Spec { get; }

    /// <summary>The way into the run, if it has one.</summary>
    public RunInput? Input => _attempt?.Input;

    /// <summary>The last sequence number of the log.</summary>
    public long LastSequence => _log.LastSequence;

    /// <summary>Counts the changes of the status.</summary>
    public long Revision => _status.Revision;

    /// <summary>Where the run is.</summary>
    public RunState State => _status.Current.State;

    private StopPolicy Policy => new(Spec.StopSignal, Spec.Grace);

    /// <summary>Holds the run in the directory at <see cref="RunStore.DirectoryDescriptor"/> until it has ended.</summary>
    /// <param name="path">The same directory's path, for messages.</param>
    public static int Hold(string path)
    {
        ProcessEngine.RestoreChildSignal();
        Holder holder;
        try
        {
            holder = new Holder(new Descriptor(RunStore.DirectoryDescriptor), path);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // Whoever asked reads it in shim.log.
            Complain(e.Message);
            return Failed;
        }
        holder.StartAttempt();
        while (!holder._ended) holder.Turn();
        holder.Close();
        return 0;
    }

    /// <summary>The status with what has changed since it was last written.</summary>
    public RunStatus LiveStatus() => _log.AddTo(_status.Current) with { StraysReaped = _straysReaped };

    /// <summary>The living processes of the run, parents before children.</summary>
    public List<ProcessInfo> CollectTree()
    {
        _tree.Clear();
        _attempt?.Pipeline.CollectTree(_tree);
        return _tree;
    }

    /// <summary>Sends a signal to the leader's group, or to everything; returns to how many.</summary>
    public int SendSignal(Signal signal, bool wholeTree)
    {
        if (_attempt is null) return 0;
        _events.Add("signal", ("signal", signal.ToString()), ("tree", wholeTree));
        if (!wholeTree && (_attempt.Container == default ? _attempt.Pipeline.Signal(signal) : _attempt.Container.TrySignal(signal.Number) == SignalResult.Sent)) return 1;
        int sent = 0;
        foreach (ProcessInfo process in CollectTree())
            if (process.Identity.TrySignal(signal.Number) == SignalResult.Sent) sent++;
        return sent;
    }

    /// <summary>Stops the run for good; <paramref name="whenDone"/> gets the number of processes that could not be ended.</summary>
    public void RequestStop(StopPolicy policy, Action<int> whenDone) => RequestEnd(RunOutcome.Stopped, policy, null, whenDone);

    /// <summary>Sets the size of the run's terminal.</summary>
    public void Resize(TerminalSize size) => _attempt?.Terminal?.Resize(size);

    /// <summary>Writes what the tree uses now.</summary>
    public void WriteStats(Utf8JsonWriter json) => TreeStats.Write(json, CollectTree(), _limits?.Group, _time);

    void IEngineObserver.StateChanged(Pipeline pipeline, ChildProcess stage, WaitStatus status)
    {
        if (pipeline != _attempt?.Pipeline || status.HasEnded) return;
        // Before the status: whoever reads there that it is paused finds all that it wrote before, the echo of Ctrl-Z among it.
        _attempt.DrainOutput();
        bool isPaused = status.Kind == WaitStatusKind.Stopped;
        _events.Add(isPaused ? "paused" : "continued", ("pid", stage.Pid));
        Record(_status.Current with { PausedAt = isPaused ? _time.GetUtcNow() : null });
    }

    void IEngineObserver.StrayReaped(int pid, string name, WaitStatus status)
    {
        // Counted here and written with the next change: a build may leave thousands of them.
        _straysReaped++;
        _events.Add("stray-reaped", ("pid", pid), ("name", name), ("status", status.ToString()));
        _attempt?.Reaped(pid, status);
    }

    void IEngineObserver.Stopping(Pipeline pipeline, StopPolicy policy, int found)
    {
        if (pipeline != _attempt?.Pipeline) return;
        _events.Add("stopping", CollectTree(), ("signal", policy.Signal.ToString()), ("graceMs", (long)policy.Grace.TotalMilliseconds));
    }

    void IEngineObserver.Escalating(Pipeline pipeline, int left)
    {
        if (pipeline == _attempt?.Pipeline) _events.Add("escalating", CollectTree(), ("left", left));
    }

    /// <summary>The leader has ended: its status is recorded at once, whatever it left behind.</summary>
    internal void LeaderEnded(Attempt attempt)
    {
        WaitStatus status = attempt.LeaderStatus;
        _events.Add("leader-ended", ("pid", attempt.Container == default ? attempt.Pipeline.Stages[0].Pid : attempt.Container.Pid), ("status", status.ToString()));
        if (attempt.IsTreeEmpty()) return;
        bool goesOn = Spec.Leftovers == LeftoverPolicy.Wait && State == RunState.Running;
        Record(_status.Current with { State = goesOn ? RunState.Running : RunState.Stopping, LeaderStatus = status });
    }

    /// <summary>Begins to end the attempt for a reason of its own: a timeout, or want of memory, which gets no grace.</summary>
    internal void EndAttempt(RunOutcome outcome, string reason, bool atOnce = false) => RequestEnd(outcome, atOnce ? StopPolicy.Kill : Policy, reason, null);

    /// <summary>A stop has given up: the processes are named, and waited for.</summary>
    internal void StopGaveUp(StopReport report)
    {
        Record(StatusChanges.GaveUp(_status.Current, report));
        _events.Add("leftovers", CollectTree(), ("count", report.Leftovers.Length));
        AnswerStops(report.Leftovers.Length);
    }

    /// <summary>The last process of the attempt has gone and its output is in the log.</summary>
    internal void AttemptEnded(Attempt attempt, bool escalated)
    {
        _health?.Dispose();
        _health = null;
        _attempt = null;
        WaitStatus leader = attempt.LeaderStatus;
        RunOutcome outcome = attempt.Requested != RunOutcome.None ? attempt.Requested
            : attempt.WasOutOfMemory ? RunOutcome.Oom
            : leader.Kind == WaitStatusKind.Signalled ? RunOutcome.Signalled
            : RunOutcome.Exited;
        string? reason = attempt.Reason ?? (attempt.OomKills is > 0 and var kills ? $"the kernel killed {kills} of its processes, which wanted more memory than it may have" : null);
        DateTimeOffset now = _time.GetUtcNow();
        RunStatus status = StatusChanges.AttemptEnded(_status.Current, outcome, leader, reason, escalated, now);
        TimeSpan lasted = now - attempt.Pipeline.StartedAt;
        attempt.Dispose();
        EndOrStartAgain(status, lasted);
    }

    /// <summary>A container has been taken over: its first process is the leader from now on.</summary>
    internal void TookOver(ProcessIdentity leader)
    {
        Record(_status.Current with { Leader = leader });
        _events.Add("container", ("pid", leader.Pid));
    }

    internal void SetStuck(string? sentence)
    {
        if (_status.Current.Stuck == sentence) return;
        Record(_status.Current with { Stuck = sentence });
        _events.Add(sentence is null ? "unstuck" : "stuck", sentence is null ? null : CollectTree(), ("why", sentence));
    }

    private static void Complain(string text) => new Descriptor(2).TryWrite(Encoding.UTF8.GetBytes(text + "\n"), out _);

    private RunStatus FirstStatus(RunStatus? previous) => new()
    {
        Id = _id,
        Name = Spec.Name,
        Labels = Spec.Labels,
        Command = Spec.CommandText,
        WorkingDirectory = Spec.WorkingDirectory.ToString(),
        State = RunState.Starting,
        CreatedAt = previous?.CreatedAt ?? _time.GetUtcNow(),
        BootId = BootId.Current,
        Shim = OwnProcess.Identity,
        HasTerminal = Spec.PseudoTerminal is not null,
        Restart = Spec.Restart,
        Attempts = previous?.Attempts ?? [],
        AttemptCount = previous?.AttemptCount ?? 0,
    };

    // What went wrong in one turn need not end the run: it is written down, and the next turn sees what is still to be done.
    private void Turn()
    {
        try
        {
            _loop.RunOnce(Timeout.InfiniteTimeSpan);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException && ++_failures < FailuresUntilDeath)
        {
            Complain(e.ToString());
        }
    }

    private void StartAttempt()
    {
        _nextAttempt = null;
        long firstSequence = _log.LastSequence + 1;
        Attempt attempt;
        try
        {
            _limits ??= RunControlGroup.Create(_id, Spec);
            attempt = Attempt.Start(this, _engine, _log, Spec, _id, _umask, _limits, () => _control.ResumeInput());
        }
        catch (Exception e) when (e is SpawnException or ControlGroupException or SystemCallException or ArgumentException)
        {
            StartFailed(e, firstSequence);
            return;
        }
        _attempt = attempt;
        ChildProcess child = attempt.Pipeline.Stages[0];
        // One that has been reaped by now has no start time any more.
        ProcessIdentity leader = child.Identity == default ? new ProcessIdentity(child.Pid, 0) : child.Identity;
        Record(StatusChanges.Started(_status.Current, leader, attempt.Pipeline.StartedAt, _limits.Group, firstSequence));
        _events.Add("started", ("pid", leader.Pid), ("attempt", _status.Current.AttemptCount), ("command", Spec.CommandText));
        if (Spec.HealthCommand is not null) _health = new HealthCheck(_engine, Spec, _id, SetHealth);
        attempt.Begin();
        // A container is there when it has been created and started; if it could not be, the end says so.
        if (Spec.Container is null) ReportReady();
    }

    private void StartFailed(Exception e, long firstSequence)
    {
        _events.Add("start-failed", ("attempt", _status.Current.AttemptCount + 1), ("error", e.Message));
        int exitStatus = (e as SpawnException)?.ExitStatus ?? Failed;
        bool isFirst = _status.Current.AttemptCount == 0;
        RunStatus status = StatusChanges.StartFailed(_status.Current, exitStatus, e.Message, _time.GetUtcNow(), firstSequence);
        // What never ran is a mistake to be told; what did run may find its executable again after an upgrade.
        if (isFirst) End(status);
        else EndOrStartAgain(status, TimeSpan.Zero);
    }

    private void EndOrStartAgain(RunStatus status, TimeSpan lasted)
    {
        if (_restarts.Next(status.Outcome, status.LeaderStatus, lasted) is not { } delay)
        {
            End(status);
            return;
        }
        Record(status with { State = RunState.Starting, NextAttemptAt = _time.GetUtcNow() + delay, Stop = null });
        _events.Add("attempt-ended", ("outcome", RunNames.Of(status.Outcome)), ("status", status.LeaderStatus.ToString()), ("nextInMs", (long)delay.TotalMilliseconds));
        _nextAttempt = _loop.SetTimer(delay, StartAttempt);
    }

    private void RequestEnd(RunOutcome outcome, StopPolicy policy, string? reason, Action<int>? whenDone)
    {
        if (_ending)
        {
            whenDone?.Invoke(0);
            return;
        }
        if (whenDone is not null) _whenStopped.Add(whenDone);
        if (outcome == RunOutcome.Stopped) _restarts.End();
        if (_attempt is null)
        {
            // Between two attempts: nothing runs, and nothing will.
            _nextAttempt?.Dispose();
            End(_status.Current with { Outcome = outcome, Reason = reason, NextAttemptAt = null });
            return;
        }
        bool first = _attempt.Request(outcome, reason);
        if (first || outcome == RunOutcome.Stopped) Record(StatusChanges.Stopping(_status.Current, policy, _time.GetUtcNow()));
        _attempt.Stop(policy);
    }

    private void SetHealth(string health)
    {
        if (_status.Current.Health == health) return;
        Record(_status.Current with { Health = health });
        _events.Add("health", ("health", health));
    }

    private void OnSignal()
    {
        while (_signals.TryRead(out Signal signal, out int sender))
            if (signal == Signal.TERM) RequestEnd(RunOutcome.Stopped, Policy, $"drover-shim got SIGTERM from pid {sender}", null);
    }

    private void Record(RunStatus status) => _status.Set(_log.AddTo(status) with { StraysReaped = _straysReaped });

    private void End(RunStatus status)
    {
        _ending = true;
        status = status with { State = RunState.Ended, EndedAt = _time.GetUtcNow(), StraysReaped = _straysReaped };
        // Before the status: whoever reads there that it has ended finds all events.
        _events.Add("ended", ("outcome", RunNames.Of(status.Outcome)), ("exitStatus", status.ExitStatus), ("reason", status.Reason));
        AnswerStops(0);
        _log.WhenForwarded(() => new LastWords(_loop, _log, _status, status, Finish).Write());
    }

    private void Finish()
    {
        ReportReady();
        _ended = true;
    }

    private void AnswerStops(int leftovers)
    {
        foreach (Action<int> whenStopped in _whenStopped.ToArray()) whenStopped(leftovers);
        _whenStopped.Clear();
    }

    // The asker waits for this byte: from now on the run is found by its directory.
    internal void ReportReady()
    {
        if (_ready is null) return;
        _ = _ready.TryWrite("1"u8, out _);
        _ready.Dispose();
        _ready = null;
    }

    private void Close()
    {
        // A health check that was just killed is a child of ours still.
        _loop.RunUntil(() => _engine.Live.Count == 0, s_lastReaping);
        _limits?.Remove();
        _endsWith?.Dispose();
        _control.Dispose();
        _engine.Dispose();
        _signals.Dispose();
        RunFiles.RemoveLiveMark(_directory, _id);
    }
}
