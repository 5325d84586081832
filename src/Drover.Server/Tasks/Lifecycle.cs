// Constraints
//   Events race: a run may end while its stop is being asked for, a start may come back after the stop, recovery may report what is known already.
//   What was asked for beats what happened to be the exit code; a task is never free for the next run before the last process of this one has gone.
// Scheme
//   A pure function (task, run, event, intent) → new task, new run, effects. Nothing here knows of time, storage or processes. The caller stores the
//   result and one audit row in one transaction, and carries the effects out after the commit.

using System.Collections.Immutable;
using Drover.Server.Runs;

namespace Drover.Server.Tasks;

/// <summary>The rules by which tasks and runs change. Pure.</summary>
internal static class Lifecycle
{
    /// <summary>How many times in a row a task whose run was lost is queued again by itself.</summary>
    public const int GreatestRecoveries = 3;

    /// <summary>After how many failures in a row a task that is to be retried is given up, unless it says otherwise.</summary>
    public const int DefaultAttempts = 3;

    private static readonly ImmutableArray<TaskLane> s_runnable = [TaskLane.Todo, TaskLane.Queued, TaskLane.Blocked];
    private static readonly ImmutableArray<TaskLane> s_resting = [TaskLane.Todo, TaskLane.Queued, TaskLane.Blocked, TaskLane.Review, TaskLane.Done, TaskLane.Failed, TaskLane.Archived];

    /// <summary>What an event makes of a task and its live run.</summary>
    /// <param name="task">The task.</param>
    /// <param name="run">Its live run, or the run that the event is about; null for none.</param>
    /// <param name="happened">The event.</param>
    /// <param name="intent">On whose behalf.</param>
    public static Change Apply(BoardTask task, BoardRun? run, TaskEvent happened, Intent intent) => happened switch
    {
        TaskEvent.RunAsked e => Run(task, run, e.Reserved, intent),
        TaskEvent.Started e => Started(task, run, e.Process),
        TaskEvent.StartFailed e => StartFailed(task, run, e.Why),
        TaskEvent.StopAsked e => Stop(task, run, e.Wish, isSeen: false),
        TaskEvent.StopSeen e => Stop(task, run, e.Wish, isSeen: true),
        TaskEvent.Ended e => Ended(task, run, e.End),
        TaskEvent.NeverStarted => NeverStarted(task, run),
        TaskEvent.Reattached => Reattached(task, run),
        TaskEvent.DependencyMissing e => task.Lane == TaskLane.Queued
            ? new Change(task with { Lane = TaskLane.Blocked, Attention = new Attention("blocked", $"Waits for {string.Join(", ", e.On)}") }, run, [])
            : Nothing(task, run),
        TaskEvent.DependencyMet => task.Lane == TaskLane.Blocked ? new Change(task with { Lane = TaskLane.Queued, Attention = null }, run, []) : Nothing(task, run),
        TaskEvent.QueueAsked => Queue(task),
        TaskEvent.DequeueAsked => Dequeue(task),
        TaskEvent.Approved => Move(task, run, TaskLane.Done, [TaskLane.Review]),
        TaskEvent.Rejected e => Reject(task, run, e.Note),
        TaskEvent.ArchiveAsked => Move(task, run, TaskLane.Archived, s_resting),
        TaskEvent.MoveAsked e => MoveTo(task, run, e.To),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.Kind, "No rule is known for this event."),
    };

    private static Change Run(BoardTask task, BoardRun? live, BoardRun reserved, Intent intent)
    {
        if (live is { Phase: var phase } && phase.IsLive()) return Refuse(task, live, $"{task.Id} is {LaneNames.Of(task.Lane)} already", s_runnable);
        if (!s_runnable.Contains(task.Lane)) return Refuse(task, live, $"{task.Id} is in {LaneNames.Of(task.Lane)}, not in todo", s_runnable);
        BoardRun run = reserved with { Attempt = task.Attempts + 1, QueuedAt = task.QueuedAt, Cause = intent, Phase = RunPhase.Reserved };
        BoardTask running = task with
        {
            Lane = TaskLane.Running,
            Attempts = run.Attempt,
            CurrentRunId = run.Id,
            LastRunId = run.Id,
            Attention = null,
            QueuedAt = null,
            NotBefore = null,
        };
        return new Change(running, run, [new Effect.Start(run)]);
    }

    // The start may come back when the stop has been asked for already: then the stop is carried out now.
    private static Change Started(BoardTask task, BoardRun? run, StartedProcess process)
    {
        if (run is not { Phase: RunPhase.Reserved or RunPhase.Starting or RunPhase.Stopping }) return Nothing(task, run);
        BoardRun started = run with
        {
            Phase = run.Phase == RunPhase.Stopping ? RunPhase.Stopping : RunPhase.Running,
            DurableId = process.DurableId,
            Pid = process.Pid,
            StartTicks = process.StartTicks,
            BootId = process.BootId,
            StartedAt = process.At,
        };
        return started.Phase == RunPhase.Stopping && started.Stop is { } stop
            ? new Change(task, started, [new Effect.Stop(started, new StopWish(started.EndReason ?? "user", null, stop.GraceMs, stop.AskedAt))])
            : new Change(task, started, []);
    }

    private static Change StartFailed(BoardTask task, BoardRun? run, Attention why)
    {
        if (run is null || !run.Phase.IsLive()) return Nothing(task, run);
        BoardRun failed = run with { Phase = RunPhase.StartFailed, ReasonKind = why.Code, ReasonText = why.Text, EndedAt = run.ReservedAt };
        return new Change(Rest(task, TaskLane.Todo, why), failed, [new Effect.WakeQueue()]);
    }

    private static Change NeverStarted(BoardTask task, BoardRun? run)
    {
        if (run is null || !run.Phase.IsLive()) return Nothing(task, run);
        var why = new Attention("never_started", "The server was killed before its command was started");
        bool wasStopped = run.EndReason is not null;
        BoardRun ended = run with { Phase = wasStopped ? RunPhase.Stopped : RunPhase.Lost, ReasonKind = why.Code, ReasonText = why.Text, EndedAt = run.ReservedAt };
        return new Change(wasStopped ? Rest(task, TaskLane.Todo, why) : Recover(task, why), ended, [new Effect.WakeQueue()]);
    }

    private static Change Reattached(BoardTask task, BoardRun? run)
    {
        if (run is null || !run.Phase.IsLive()) return Nothing(task, run);
        BoardRun found = run with { Recovered = run.Recovered + 1 };
        // The server may have been killed between noting that a stop was asked for and asking for it.
        return found is { Phase: RunPhase.Stopping, Stop: { } stop }
            ? new Change(task, found, [new Effect.Stop(found, new StopWish(found.EndReason ?? "user", null, stop.GraceMs, stop.AskedAt))])
            : new Change(task, found, []);
    }

    private static Change Stop(BoardTask task, BoardRun? run, StopWish wish, bool isSeen)
    {
        if (run is null || !run.Phase.IsLive()) return isSeen ? Nothing(task, run) : Refuse(task, run, $"Nothing runs for {task.Id}", [TaskLane.Running]);
        bool isFirst = run.Phase != RunPhase.Stopping;
        BoardRun stopping = run with
        {
            Phase = RunPhase.Stopping,
            EndReason = isFirst ? wish.Reason : run.EndReason,
            Stop = isFirst ? new RunStopReport(wish.Signal is null ? run.Rules.StopSignal : StopSignals.NameOf(wish.Signal), wish.GraceMs ?? run.Limits.GraceMs, wish.At, null) : run.Stop,
        };
        // A second stop may be harder than the first, so it is passed on; before the start there is nobody to pass it to.
        ImmutableArray<Effect> effects = isSeen || run.DurableId is null ? [] : [new Effect.Stop(stopping, wish)];
        return new Change(task with { Lane = TaskLane.Stopping }, stopping, effects);
    }

    private static Change Ended(BoardTask task, BoardRun? run, RunEnd end)
    {
        if (run is null || !run.Phase.IsLive()) return Nothing(task, run);
        (RunPhase phase, string kind, string? text) = Verdict.Of(run, end);
        BoardRun ended = run with
        {
            Phase = phase,
            ReasonKind = kind,
            ReasonText = text,
            EndedAt = end.At,
            ExitCode = end.ExitCode,
            Signal = end.Signal,
            Stop = run.Stop is { } stop ? stop with { Escalated = end.Escalated ?? false } : null,
            Usage = end.Usage,
            LogLast = end.LogLast,
            LogBytes = end.LogBytes,
            DiskBytes = end.DiskBytes,
            Leftovers = [],
        };
        BoardTask kept = task with { LastLines = end.LastLines };
        ImmutableArray<Effect> effects = [new Effect.WakeQueue()];
        if (phase == RunPhase.RateLimited && end.RateLimit is { } hit) effects = [new Effect.PauseQueue(hit.Text, hit.Until), .. effects];
        return new Change(After(kept, ended, end), ended, effects);
    }

    // A run that was never started, or whose shim was killed, says nothing about the task: it is tried again, but not for ever.
    private static BoardTask Recover(BoardTask task, Attention attention) => task.Recoveries < GreatestRecoveries
        ? Rest(task with { Recoveries = task.Recoveries + 1 }, TaskLane.Queued, attention)
        : Rest(task, TaskLane.Todo, new Attention("recovery_limit", $"Its runs were lost {task.Recoveries + 1} times in a row: {attention.Text}. It is not started again by itself"));

    private static BoardTask After(BoardTask task, BoardRun ended, RunEnd end)
    {
        var attention = new Attention(ended.ReasonKind!, ended.ReasonText ?? PhaseNames.Of(ended.Phase));
        if (ended.Phase == RunPhase.Lost) return Recover(task, attention);
        task = task with { Recoveries = 0 };
        if (ended.Phase == RunPhase.Succeeded) return Rest(task with { Failures = 0 }, TaskLane.Review, null);
        // Being told to come back later is no failure: the task does.
        if (ended.Phase == RunPhase.RateLimited) return Rest(task, TaskLane.Queued, attention) with { NotBefore = end.RateLimit?.Until };
        // A stop says nothing about the task.
        if (ended.Phase is RunPhase.Stopped or RunPhase.OrphanKilled) return Rest(task, TaskLane.Todo, attention);
        BoardTask failed = task with { Failures = task.Failures + 1 };
        string? onFailure = failed.Settings.OnFailure ?? ended.Rules.OnFailure;
        if (onFailure == "retry")
        {
            return failed.Failures < (failed.Settings.MaxAttempts ?? ended.Rules.MaxAttempts ?? DefaultAttempts)
                ? Rest(failed, TaskLane.Queued, attention) with { NotBefore = end.At + Backoff.Delay(failed.Failures, failed.Settings.BackoffMs ?? ended.Rules.BackoffMs, end.Jitter) }
                : Rest(failed, TaskLane.Failed, attention);
        }
        return Rest(failed, onFailure == "failed" ? TaskLane.Failed : TaskLane.Todo, attention);
    }

    private static Change Queue(BoardTask task) => task.Lane is TaskLane.Todo or TaskLane.Failed
        ? new Change(task with { Lane = TaskLane.Queued, NotBefore = null, Attention = null, Failures = 0, Recoveries = 0 }, null, [new Effect.WakeQueue()])
        : Refuse(task, null, $"{task.Id} is in {LaneNames.Of(task.Lane)}", [TaskLane.Todo, TaskLane.Failed]);

    private static Change Dequeue(BoardTask task) => task.Lane is TaskLane.Queued or TaskLane.Blocked
        ? new Change(task with { Lane = TaskLane.Todo, QueuedAt = null, NotBefore = null }, null, [])
        : Refuse(task, null, $"{task.Id} is in {LaneNames.Of(task.Lane)}, not in the queue", [TaskLane.Queued, TaskLane.Blocked]);

    private static Change Reject(BoardTask task, BoardRun? run, string note)
    {
        Change moved = Move(task, run, TaskLane.Todo, [TaskLane.Review, TaskLane.Done]);
        return moved.Refusal is not null || note.Length == 0 ? moved : moved with { Task = moved.Task with { Attention = new Attention("rejected", note) } };
    }

    private static Change MoveTo(BoardTask task, BoardRun? run, TaskLane to) => to switch
    {
        TaskLane.Queued => task.Lane == to ? Nothing(task, run) : Queue(task),
        TaskLane.Todo or TaskLane.Review or TaskLane.Done or TaskLane.Failed or TaskLane.Archived =>
            task.Lane == to ? Nothing(task, run) : Move(task, run, to, s_resting),
        _ => Refuse(task, run, $"A task goes to {LaneNames.Of(to)} by its run, not by hand", []),
    };

    private static Change Move(BoardTask task, BoardRun? run, TaskLane to, ImmutableArray<TaskLane> from) => from.Contains(task.Lane) && task.Lane != to
        ? new Change(task with { Lane = to, Attention = null, QueuedAt = null, NotBefore = null }, run, [new Effect.WakeQueue()])
        : Refuse(task, run, $"{task.Id} is in {LaneNames.Of(task.Lane)}", [.. from.Where(lane => lane != to)]);

    private static BoardTask Rest(BoardTask task, TaskLane lane, Attention? attention) =>
        task with { Lane = lane, CurrentRunId = null, Attention = attention };

    private static Change Nothing(BoardTask task, BoardRun? run) => new(task, run, []);

    private static Change Refuse(BoardTask task, BoardRun? run, string text, ImmutableArray<TaskLane> allowed) => new(task, run, [], new Refusal(text, allowed));
}
