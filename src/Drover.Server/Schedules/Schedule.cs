using Drover.Server.Tasks;

namespace Drover.Server.Schedules;

/// <summary>A task that is made and queued again and again. Immutable.</summary>
internal sealed record Schedule
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>When, as a cron expression.</summary>
    public required string Cron { get; init; }

    /// <summary>The time zone of the cron expression.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Whether it does anything.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>What to do while its last task is still waiting or running: "skip" or "queue".</summary>
    public string Overlap { get; init; } = "skip";

    /// <summary>What to do about times at which no server ran: "none", or "one" for all of them together.</summary>
    public string CatchUp { get; init; } = "none";

    /// <summary>What its tasks are like.</summary>
    public required BoardTask Template { get; init; }

    /// <summary>When it is due; null for never.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When it last was due.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>What came of that, for people.</summary>
    public string? LastResult { get; init; }

    /// <summary>The number of its last task; null before the first.</summary>
    public long? LastTaskSeq { get; init; }

    /// <summary>Counts its changes; its ETag.</summary>
    public long Rev { get; init; } = 1;

    /// <summary>It with the time at which it is due next after a moment.</summary>
    /// <exception cref="FormatException">The expression can't be read.</exception>
    /// <exception cref="TimeZoneNotFoundException">The time zone is not known here.</exception>
    public Schedule After(DateTimeOffset moment) =>
        this with { NextAt = IsEnabled ? CronExpression.Parse(Cron).Next(moment, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)) : null };
}
