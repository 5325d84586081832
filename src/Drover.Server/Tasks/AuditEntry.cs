using Drover.Server.Runs;

namespace Drover.Server.Tasks;

/// <summary>One change of a task or run, with its cause.</summary>
internal sealed record AuditEntry
{
    /// <summary>The run; null when none was concerned.</summary>
    public string? RunId { get; init; }

    /// <summary>The task's number.</summary>
    public required long TaskSeq { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened; the kind of a <see cref="TaskEvent"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The lane before.</summary>
    public required TaskLane FromLane { get; init; }

    /// <summary>The lane after.</summary>
    public required TaskLane ToLane { get; init; }

    /// <summary>The run's phase before; null without a run or for a new one.</summary>
    public RunPhase? FromPhase { get; init; }

    /// <summary>The run's phase after; null without a run.</summary>
    public RunPhase? ToPhase { get; init; }

    /// <summary>On whose behalf.</summary>
    public required Intent Intent { get; init; }

    /// <summary>Who, for people.</summary>
    public required string Actor { get; init; }

    /// <summary>More, for people; null when there is no more.</summary>
    public string? Detail { get; init; }
}
