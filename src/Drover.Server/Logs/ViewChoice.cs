using Drover.Runs.Logs;

namespace Drover.Server.Logs;

/// <summary>What a viewer of a log wants to see.</summary>
internal sealed record ViewChoice
{
    /// <summary>Go on after this record; null to begin with the newest lines.</summary>
    public long? After { get; init; }

    /// <summary>Begin with the first record at or after this time; without <see cref="After"/>.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How many of the newest lines to begin with; without <see cref="After"/>.</summary>
    public int Tail { get; init; } = 50;

    /// <summary>Which streams.</summary>
    public LogStreams Streams { get; init; } = LogStreams.All;
}
