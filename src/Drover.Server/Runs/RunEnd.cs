using System.Collections.Immutable;
using Drover.Server.Agents;

namespace Drover.Server.Runs;

/// <summary>How a run ended, as its durable run recorded it.</summary>
internal sealed record RunEnd
{
    /// <summary>The final phase, if nobody had asked for another end.</summary>
    public required RunPhase Phase { get; init; }

    /// <summary>For people: "limit 30 min", "drover-shim was killed", …; null when the phase says all.</summary>
    public string? Detail { get; init; }

    /// <summary>The exit code; null when a signal ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The name of the signal that ended it; null when it exited.</summary>
    public string? Signal { get; init; }

    /// <summary>When the last process of it had gone.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether SIGKILL was needed; null when nobody stopped it.</summary>
    public bool? Escalated { get; init; }

    /// <summary>A number from 0 to 1 by which a retry's wait is spread.</summary>
    public double Jitter { get; init; } = 0.5;

    /// <summary>That its agent was told to come back later; null when it was not, or nobody looked.</summary>
    public RateLimitHit? RateLimit { get; init; }

    /// <summary>What it used.</summary>
    public RunUsage? Usage { get; init; }

    /// <summary>The number of its last log record.</summary>
    public long LogLast { get; init; }

    /// <summary>Bytes of its log.</summary>
    public long LogBytes { get; init; }

    /// <summary>The part of them that the log still holds; null where that is not known.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>The newest lines of its log.</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];
}
