using Drover.Server.Runs;

namespace Drover.Server.Tasks;

/// <summary>Something that viewers of the board are told.</summary>
internal sealed record BoardEvent
{
    /// <summary>Counts events since the server started.</summary>
    public long Rev { get; init; }

    /// <summary>"task.updated", "task.deleted", "run.started", "run.ended", "queue.changed", …</summary>
    public required string Type { get; init; }

    /// <summary>The task's number; null when none is concerned.</summary>
    public long? TaskSeq { get; init; }

    /// <summary>The task afterwards, as a card; null when it was deleted or none is concerned.</summary>
    public BoardTask? Task { get; init; }

    /// <summary>The task's newest run afterwards, without its command; null when it has none.</summary>
    public BoardRun? Run { get; init; }

    /// <summary>The lane before, when it changed.</summary>
    public TaskLane? FromLane { get; init; }

    /// <summary>On whose behalf.</summary>
    public Intent Intent { get; init; }
}
