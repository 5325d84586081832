using Drover.Server.Runs;

namespace Drover.Server.Endpoints;

/// <summary>A run as its task shows it.</summary>
internal sealed record RunSummary(
    string Id, int Attempt, string State, ReasonAnswer? Reason, int? Pid, int? ExitCode, string? Signal, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    /// <summary>The summary of a run; null for none.</summary>
    public static RunSummary? Of(BoardRun? run) => run is null
        ? null
        : new RunSummary(run.Id, run.Attempt, PhaseNames.Of(run.Phase), ReasonAnswer.Of(run), run.Pid, run.ExitCode, run.Signal, run.StartedAt, run.EndedAt);
}
