namespace Drover.Runs.Logs;

/// <summary>Where an existing log goes on.</summary>
internal readonly struct LogEnd
{
    /// <summary>The newest segment's number; -1 when there is none.</summary>
    public required int Segment { get; init; }

    /// <summary>Whether that segment is in order and open to more; if not, the next one is begun.</summary>
    public required bool CanContinue { get; init; }

    public required long NextSequence { get; init; }

    public required long Offset { get; init; }

    public required long TimeNs { get; init; }
}
