using Drover.Server.Schedules;
using Drover.Server.Tasks;

namespace Drover.Server.Endpoints;

/// <summary>A schedule as the API shows it.</summary>
internal sealed record ScheduleAnswer(
    string Name, string Cron, string TimeZone, bool Enabled, string Overlap, string CatchUp, TaskTemplateAnswer Task,
    DateTimeOffset? NextAt, DateTimeOffset? LastAt, string? LastResult, string? LastTaskId, long Rev)
{
    /// <summary>A schedule.</summary>
    public static ScheduleAnswer Of(Schedule schedule) => new(
        schedule.Name, schedule.Cron, schedule.TimeZone, schedule.IsEnabled, schedule.Overlap, schedule.CatchUp, TaskTemplateAnswer.Of(schedule.Template),
        schedule.NextAt, schedule.LastAt, schedule.LastResult, schedule.LastTaskSeq is { } seq ? TaskIds.Of(seq) : null, schedule.Rev);
}
