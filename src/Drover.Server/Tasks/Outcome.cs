using Drover.Server.Queues;
using Drover.Server.Runs;

namespace Drover.Server.Tasks;

/// <summary>What came of asking the board for something.</summary>
internal sealed record Outcome
{
    /// <summary>The task afterwards; null when there is no such task.</summary>
    public BoardTask? Task { get; init; }

    /// <summary>The run that was concerned, afterwards.</summary>
    public BoardRun? Run { get; init; }

    /// <summary>Why nothing changed; null when it was accepted.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What keeps it from being started now; null when nothing does.</summary>
    public Hindrance? Hindrance { get; init; }

    /// <summary>Who holds the slots, with a hindrance.</summary>
    public SlotUse? Slots { get; init; }

    /// <summary>Whether the task was changed since the caller had read it.</summary>
    public bool IsStale { get; init; }

    /// <summary>Whether it was accepted.</summary>
    public bool IsAccepted => Task is not null && Refusal is null && Hindrance is null && !IsStale;
}
