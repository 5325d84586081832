using System.Collections.Immutable;
using Drover.Engine.Processes;
using Drover.Runs;

namespace Drover.Server.Runs;

/// <summary>Reads the end of a board run from the status of its durable run. Pure.</summary>
internal static class Endings
{
    /// <summary>How a run ended.</summary>
    /// <param name="status">The durable run's last status.</param>
    /// <param name="lastLines">The newest lines of its log.</param>
#pragma warning disable CA5394 // Nobody gains by guessing when a retry begins.
    public static RunEnd Of(RunStatus status, ImmutableArray<string> lastLines)
    {
        bool hasExited = status.LeaderStatus.Kind == WaitStatusKind.Exited;
        bool wasSignalled = status.LeaderStatus.Kind == WaitStatusKind.Signalled;
        return new RunEnd
        {
            Phase = status.Outcome switch
            {
                RunOutcome.Exited when status.LeaderStatus.ExitCode == 0 => RunPhase.Succeeded,
                RunOutcome.Exited or RunOutcome.Signalled => RunPhase.Failed,
                RunOutcome.Stopped => RunPhase.Stopped,
                RunOutcome.TimedOut => RunPhase.TimedOut,
                RunOutcome.IdleTimedOut => RunPhase.IdleTimedOut,
                RunOutcome.Oom => RunPhase.Oom,
                RunOutcome.StartFailed => RunPhase.StartFailed,
                _ => RunPhase.Lost,
            },
            Detail = status.Reason,
            ExitCode = hasExited ? status.LeaderStatus.ExitCode : null,
            Signal = wasSignalled ? status.LeaderStatus.Signal.ToString() : null,
            At = status.EndedAt ?? status.StartedAt ?? status.CreatedAt,
            Escalated = status.Stop?.Escalated,
            Usage = new RunUsage(
                (long)(status.Usage.CpuUser + status.Usage.CpuSystem).TotalMilliseconds,
                status.Usage.MaxResidentBytes,
                status.Usage.BlockInput * 512,
                status.Usage.BlockOutput * 512),
            LogLast = status.LogRecords,
            LogBytes = status.LogBytes,
            LastLines = lastLines,
            Jitter = Random.Shared.NextDouble(),
        };
    }
#pragma warning restore CA5394
}
