using System.Collections.Immutable;

namespace Drover.Server.Queues;

/// <summary>Who holds the slots.</summary>
/// <param name="Capacity">How many slots there are.</param>
/// <param name="TaskIds">The tasks whose runs hold one, oldest first.</param>
internal sealed record SlotUse(int Capacity, ImmutableArray<string> TaskIds)
{
    /// <summary>Whether one more may run.</summary>
    public bool HasRoom => TaskIds.Length < Capacity;

    /// <summary>"1 of 1 slots in use by t-4".</summary>
    public string Text => $"{TaskIds.Length} of {Capacity} slots in use by {string.Join(", ", TaskIds)}";
}
