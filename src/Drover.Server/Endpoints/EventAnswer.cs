using Drover.Server.Runs;
using Drover.Server.Tasks;

namespace Drover.Server.Endpoints;

/// <summary>One row of the audit table.</summary>
internal sealed record EventAnswer(
    DateTimeOffset At, string Kind, string TaskId, string? RunId, string From, string To, string? FromState, string? ToState, string Intent, string Actor, string? Detail)
{
    /// <summary>The answer for a row.</summary>
    public static EventAnswer Of(AuditEntry entry) => new(
        entry.At, entry.Kind, TaskIds.Of(entry.TaskSeq), entry.RunId, LaneNames.Of(entry.FromLane), LaneNames.Of(entry.ToLane),
        entry.FromPhase is { } from ? PhaseNames.Of(from) : null, entry.ToPhase is { } to ? PhaseNames.Of(to) : null,
        IntentNames.Of(entry.Intent), entry.Actor, entry.Detail);
}
