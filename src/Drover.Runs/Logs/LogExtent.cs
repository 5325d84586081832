namespace Drover.Runs.Logs;

/// <summary>What a log holds at the moment, as a reader sees it.</summary>
public readonly struct LogExtent
{
    /// <summary>The number of the first record, 1 unless the log's head is missing; 0 when there is no record.</summary>
    public long FirstSequence { get; init; }

    /// <summary>The number of the last record; 0 when there is none.</summary>
    public long LastSequence { get; init; }

    /// <summary>The offset after the last byte: bytes ever kept, those that a cap has dropped since included.</summary>
    public long EndOffset { get; init; }

    /// <summary>Bytes of output that can be read.</summary>
    public long Bytes { get; init; }

    /// <summary>The time of the last record, in nanoseconds since the epoch; 0 when there is none.</summary>
    public long LastTimeNs { get; init; }
}
