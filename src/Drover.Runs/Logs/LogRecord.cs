namespace Drover.Runs.Logs;

/// <summary>What one read from the run returned, or an explicit gap.</summary>
/// <remarks>The bytes lie in the reader's buffer and are valid until it is asked for the next record or told to seek.</remarks>
public readonly ref struct LogRecord
{
    /// <summary>The record's number: 1 for the first, without holes. Of a dropped range, its first number.</summary>
    public long Sequence { get; init; }

    /// <summary>Where the bytes begin, counted in kept bytes from the start of the log.</summary>
    public long Offset { get; init; }

    /// <summary>When the bytes were read from the run, in nanoseconds since the epoch; never less than the record before.</summary>
    public long TimeNs { get; init; }

    /// <summary>Which stream the bytes came from; <see cref="LogStream.None"/> for a gap.</summary>
    public LogStream Stream { get; init; }

    /// <summary>Output, or why there is none.</summary>
    public LogRecordKind Kind { get; init; }

    /// <summary>Whether the index had no record of these bytes (the shim was killed): stream and time are then a guess.</summary>
    public bool IsRecovered { get; init; }

    /// <summary>The bytes as they came; empty for a gap.</summary>
    public ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>How many records a dropped range held; 0 otherwise.</summary>
    public long LostRecords { get; init; }

    /// <summary>How many bytes are missing here; 0 for output.</summary>
    public long LostBytes { get; init; }

    /// <summary>The number to seek to in order to go on after this record.</summary>
    public long NextSequence => Sequence + Math.Max(1, LostRecords);
}
