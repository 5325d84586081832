namespace Drover.Runs.Logs;

/// <summary>What a segment holds: records of the index, then bytes that no record tells of, which are read as records of 64 KiB.</summary>
internal readonly struct SegmentExtent
{
    /// <summary>Records of the index.</summary>
    public required int Indexed { get; init; }

    /// <summary>The offset after the last record of the index.</summary>
    public required long IndexedEnd { get; init; }

    /// <summary>The offset after the last byte that may be read.</summary>
    public required long End { get; init; }

    /// <summary>The time of the last record, or of the segment's start.</summary>
    public required long LastTimeNs { get; init; }

    /// <summary>Records, those of the raw tail included.</summary>
    public int Total => Indexed + (int)((End - IndexedEnd + LogFormat.MaximumLength - 1) / LogFormat.MaximumLength);

    /// <summary>The record of the raw tail with the given position in the segment.</summary>
    public IndexRecord Raw(int position)
    {
        long offset = IndexedEnd + (long)(position - Indexed) * LogFormat.MaximumLength;
        return IndexRecord.Recovered(offset, LastTimeNs, (int)Math.Min(LogFormat.MaximumLength, End - offset));
    }
}
