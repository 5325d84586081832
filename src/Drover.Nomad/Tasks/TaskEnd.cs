using Drover.Engine.Processes;
using Drover.Runs;

namespace Drover.Nomad.Tasks;

/// <summary>How a task ended. Immutable.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; 0 for none.</param>
/// <param name="IsOutOfMemory">Whether the kernel ended it for want of memory.</param>
/// <param name="Error">Why nobody knows how it ended; null when it is known.</param>
/// <param name="At">When.</param>
internal sealed record TaskEnd(int ExitCode, int Signal, bool IsOutOfMemory, string? Error, DateTimeOffset At)
{
    /// <summary>The end of a run that has ended.</summary>
    public static TaskEnd Of(RunStatus status)
    {
        DateTimeOffset at = status.EndedAt ?? status.CreatedAt;
        if (status.Outcome is RunOutcome.Lost or RunOutcome.StartFailed)
            return new TaskEnd(status.ExitStatus, 0, false, $"Nobody knows how the task ended: {status.Reason ?? "it was lost"}.", at);
        WaitStatus leader = status.LeaderStatus;
        return new TaskEnd(leader.ExitStatus, leader.Kind == WaitStatusKind.Signalled ? leader.Signal.Number : 0, status.Outcome == RunOutcome.Oom, null, at);
    }
}
