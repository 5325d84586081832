namespace Drover.Shell.Sessions;

/// <summary>What <see cref="JsonLine{T}"/> tells.</summary>
public enum JsonLineKind
{
    /// <summary>A line that is JSON of the type asked for: <see cref="JsonLine{T}.Value"/>.</summary>
    Value,

    /// <summary>A line that is something else: <see cref="JsonLine{T}.Text"/>.</summary>
    Text,

    /// <summary>Nothing was written for <see cref="JsonLinesOptions.Heartbeat"/>.</summary>
    Silence,

    /// <summary>The end, always the last: <see cref="JsonLine{T}.Result"/>.</summary>
    Ended,
}
