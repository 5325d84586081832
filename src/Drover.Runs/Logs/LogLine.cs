namespace Drover.Runs.Logs;

/// <summary>A line of a run's output, a piece of a long one, or a gap.</summary>
/// <remarks>The bytes are valid until the reader is asked for the next line.</remarks>
public readonly ref struct LogLine
{
    /// <summary>The number of the record in which the line, or piece, begins.</summary>
    public long Sequence { get; init; }

    /// <summary>When that record was read from the run, in nanoseconds since the epoch.</summary>
    public long TimeNs { get; init; }

    /// <summary>The stream; <see cref="LogStream.None"/> for a gap.</summary>
    public LogStream Stream { get; init; }

    /// <summary>Output, or why there is none.</summary>
    public LogRecordKind Kind { get; init; }

    /// <summary>The bytes as they came, without the newline. Pieces of a line that is valid UTF-8 end between characters.</summary>
    public ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>What follows the bytes.</summary>
    public LineEnding Ending { get; init; }

    /// <summary>Whether an earlier piece of the same line was handed out.</summary>
    public bool IsContinuation { get; init; }

    /// <summary>How many records a dropped range held; 0 otherwise.</summary>
    public long LostRecords { get; init; }

    /// <summary>How many bytes are missing here; 0 for output.</summary>
    public long LostBytes { get; init; }
}
