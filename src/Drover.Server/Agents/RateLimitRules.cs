using System.Collections.Immutable;

namespace Drover.Server.Agents;

/// <summary>How to see that an agent was told to come back later, and for how long the queue then pauses. Immutable.</summary>
internal sealed record RateLimitRules
{
    /// <summary>Exit codes that say so.</summary>
    public ImmutableArray<int> ExitCodes { get; init; } = [];

    /// <summary>Regular expressions; a line of output that one matches says so, if the run then failed.</summary>
    public ImmutableArray<string> Patterns { get; init; } = [];

    /// <summary>Only what was written in so many first milliseconds of the run counts: later text may merely speak of limits.</summary>
    public long WithinMs { get; init; } = 60_000;

    /// <summary>The pause when no time can be read from the output, in milliseconds.</summary>
    public long WaitMs { get; init; } = 1_800_000;

    /// <summary>The shortest pause, in milliseconds.</summary>
    public long MinWaitMs { get; init; } = 300_000;

    /// <summary>The longest pause, in milliseconds.</summary>
    public long MaxWaitMs { get; init; } = 14_400_000;
}
