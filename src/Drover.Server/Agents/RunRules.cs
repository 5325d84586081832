using System.Collections.Immutable;

namespace Drover.Server.Agents;

/// <summary>How a run is stopped and its end is read, as its profile had it when the run began. Immutable; kept with the run.</summary>
internal sealed record RunRules
{
    /// <summary>SIGTERM, and 0 is success.</summary>
    public static RunRules Usual { get; } = new();

    /// <summary>The first signal of a stop.</summary>
    public string StopSignal { get; init; } = "SIGTERM";

    /// <summary>The exit codes that mean success.</summary>
    public ImmutableArray<int> SuccessCodes { get; init; } = [0];

    /// <summary>What a failure does to a task that does not say: "todo", "failed" or "retry"; null for "todo".</summary>
    public string? OnFailure { get; init; }

    /// <summary>After how many failures in a row a task that does not say is not tried again.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The wait before the first retry of a task that does not say, in milliseconds.</summary>
    public long? BackoffMs { get; init; }

    /// <summary>How to see that the agent was told to come back later; null when nobody looks.</summary>
    public RateLimitRules? RateLimit { get; init; }

    /// <summary>What its standard input is.</summary>
    public string Stdin { get; init; } = "none";
}
