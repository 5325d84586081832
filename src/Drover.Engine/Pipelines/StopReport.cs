using System.Collections.Immutable;

namespace Drover.Engine.Pipelines;

/// <summary>What a stop came to.</summary>
/// <param name="Escalated">Whether SIGKILL was needed.</param>
/// <param name="Signalled">How many processes the first signal found.</param>
/// <param name="Killed">The processes that SIGKILL was sent to.</param>
/// <param name="Leftovers">What could not be ended: in uninterruptible sleep, or another user's.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record StopReport(
    bool Escalated, int Signalled, ImmutableArray<int> Killed, ImmutableArray<Leftover> Leftovers, TimeSpan Elapsed)
{
    /// <summary>Whether nobody is left.</summary>
    public bool IsEmpty => Leftovers.IsEmpty;
}
