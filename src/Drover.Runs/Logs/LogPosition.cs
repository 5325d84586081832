namespace Drover.Runs.Logs;

/// <summary>How far a writer has come.</summary>
public readonly struct LogPosition
{
    /// <summary>The number that the next record will have.</summary>
    public long NextSequence { get; init; }

    /// <summary>Bytes kept since the log's beginning, those that a cap has dropped since included.</summary>
    public long KeptBytes { get; init; }

    /// <summary>Bytes that could not be written since this writer was opened.</summary>
    public long LostBytes { get; init; }

    /// <summary>The part of <see cref="LostBytes"/> that no gap record on the disk tells of yet.</summary>
    public long UnrecordedLostBytes { get; init; }
}
