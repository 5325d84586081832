using System.Collections.Immutable;
using Drover.Engine.ControlGroups;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Runs;

namespace Drover.Shim;

/// <summary>What happens to a run, as changes of its status. Pure.</summary>
internal static class StatusChanges
{
    private const int KeptAttempts = 50;

    /// <summary>An attempt has been started.</summary>
    public static RunStatus Started(RunStatus status, ProcessIdentity leader, DateTimeOffset now, ControlGroup? group, long firstSequence)
    {
        int number = status.AttemptCount + 1;
        return status with
        {
            State = RunState.Running,
            Outcome = RunOutcome.None,
            LeaderStatus = default,
            Reason = null,
            StartedAt = now,
            NextAttemptAt = null,
            PausedAt = null,
            Leader = leader,
            AttemptCount = number,
            Attempts = Append(status.Attempts, new RunAttempt(number, now, null, RunOutcome.None, default, firstSequence)),
            ControlGroups = group is null ? [] : [.. group.Directories],
        };
    }

    /// <summary>The last process of an attempt has gone.</summary>
    public static RunStatus AttemptEnded(RunStatus status, RunOutcome outcome, WaitStatus leader, string? reason, bool escalated, DateTimeOffset now) => status with
    {
        Outcome = outcome,
        LeaderStatus = leader,
        Reason = reason,
        Leftovers = [],
        Usage = ResourceUsage.OfChildren(),
        Stop = status.Stop is { } stop ? stop with { Escalated = escalated } : null,
        Stuck = null,
        PausedAt = null,
        Attempts = status.Attempts.SetItem(status.Attempts.Length - 1, status.Attempts[^1] with { EndedAt = now, Outcome = outcome, LeaderStatus = leader }),
    };

    /// <summary>An attempt could not be started.</summary>
    public static RunStatus StartFailed(RunStatus status, int exitStatus, string reason, DateTimeOffset now, long firstSequence)
    {
        int number = status.AttemptCount + 1;
        return status with
        {
            Outcome = RunOutcome.StartFailed,
            StartFailedStatus = exitStatus,
            LeaderStatus = default,
            Reason = reason,
            AttemptCount = number,
            Attempts = Append(status.Attempts, new RunAttempt(number, now, now, RunOutcome.StartFailed, default, firstSequence)),
            NextAttemptAt = null,
        };
    }

    /// <summary>A stop has been asked for.</summary>
    public static RunStatus Stopping(RunStatus status, StopPolicy policy, DateTimeOffset now) => status with
    {
        State = RunState.Stopping,
        Leftovers = [],
        Stop = status.Stop ?? new RunStop(policy.Signal.Number, policy.Grace, now, false),
    };

    /// <summary>A stop has given up.</summary>
    public static RunStatus GaveUp(RunStatus status, StopReport report)
    {
        ImmutableArray<RunLeftover>.Builder leftovers = ImmutableArray.CreateBuilder<RunLeftover>(report.Leftovers.Length);
        foreach (Leftover left in report.Leftovers)
        {
            string why = left.NotPermitted ? "another user's process" : left.State == 'D' ? "uninterruptible (state D)" : "did not end after SIGKILL";
            leftovers.Add(new RunLeftover(left.Identity, left.Command, why));
        }
        return status with { State = RunState.Stopping, Leftovers = leftovers.MoveToImmutable(), Stop = status.Stop is { } stop ? stop with { Escalated = true } : null };
    }

    // The first attempt and the latest are kept: the first tells how it began to fail.
    private static ImmutableArray<RunAttempt> Append(ImmutableArray<RunAttempt> attempts, RunAttempt next) =>
        (attempts.Length >= KeptAttempts ? attempts.RemoveAt(1) : attempts).Add(next);
}
