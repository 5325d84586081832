namespace Drover.Runs.Logs;

/// <summary>How much of a run's output is kept, and in what pieces.</summary>
public sealed class LogOptions
{
    /// <summary>The least cap: four segments of one full record each.</summary>
    public const long LeastMaximumBytes = 4 * LeastSegmentBytes;

    /// <summary>The size of a segment of a log without a cap.</summary>
    public const long DefaultSegmentBytes = 64 << 20;

    /// <summary>One record of the greatest length, and its index.</summary>
    internal const long LeastSegmentBytes = LogFormat.MaximumLength + 4 * LogFormat.RecordSize;

    /// <summary>No cap.</summary>
    public static LogOptions Unlimited { get; } = new();

    /// <summary>The cap on bytes and index together, on the disk; null (the default) for none.</summary>
    /// <remarks>A cap below <see cref="LeastMaximumBytes"/> counts as that. The first sixteenth and the newest of the rest are kept, in whole segments.</remarks>
    public long? MaximumBytes { get; init; }

    /// <summary>The size of a segment, bytes and index together; null for 64 MiB, or for a sixteenth of the cap.</summary>
    public long? SegmentBytes { get; init; }

    internal long? EffectiveMaximum => MaximumBytes is { } cap ? Math.Max(cap, LeastMaximumBytes) : null;

    internal long EffectiveSegment =>
        Math.Max(LeastSegmentBytes, SegmentBytes ?? (EffectiveMaximum is { } cap ? cap / 16 : DefaultSegmentBytes));
}
