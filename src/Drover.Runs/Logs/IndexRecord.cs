using System.Buffers.Binary;

namespace Drover.Runs.Logs;

/// <summary>One record of an index file, decoded.</summary>
internal readonly struct IndexRecord
{
    public long Offset { get; init; }

    public long TimeNs { get; init; }

    public int Length { get; init; }

    public LogStream Stream { get; init; }

    public byte Flags { get; init; }

    /// <summary>Of a segment start: the format's version.</summary>
    public ushort Version { get; init; }

    /// <summary>Of a segment start: the first record's sequence. Of a gap: the bytes lost.</summary>
    public long Value { get; init; }

    /// <summary>The offset after the record's bytes.</summary>
    public long End => Offset + Length;

    public bool IsGap => (Flags & LogFormat.FlagGap) != 0;

    /// <summary>Whether it has the shape of a segment's first record, of whatever version.</summary>
    public bool IsSegmentStart =>
        Flags == LogFormat.FlagSegmentStart && Length == 0 && Stream == LogStream.None && Version != 0 && Value > 0 && Offset >= 0;

    /// <summary>Whether it can be a numbered record of a segment whose bytes span <paramref name="begin"/> to <paramref name="end"/>.</summary>
    public bool IsPlausible(long begin, long end) =>
        Offset >= begin && Offset <= end && (uint)Length <= LogFormat.MaximumLength && Offset + Length <= end && Flags switch
        {
            0 or LogFormat.FlagRecovered => Length > 0 && Stream is >= LogStream.Stdout and <= LogStream.Terminal,
            LogFormat.FlagGap => Length == 0 && Stream == LogStream.None && Value >= 0,
            _ => false,
        };

    public static IndexRecord Read(ReadOnlySpan<byte> bytes) => new()
    {
        Offset = BinaryPrimitives.ReadInt64LittleEndian(bytes),
        TimeNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        Length = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
        Stream = (LogStream)bytes[20],
        Flags = bytes[21],
        Version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[22..]),
        Value = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
    };

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Offset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], TimeNs);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Length);
        bytes[20] = (byte)Stream;
        bytes[21] = Flags;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[22..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Value);
    }

    public static IndexRecord SegmentStart(long offset, long timeNs, long firstSequence) => new()
    {
        Offset = offset,
        TimeNs = timeNs,
        Flags = LogFormat.FlagSegmentStart,
        Version = LogFormat.Version,
        Value = firstSequence,
    };

    public static IndexRecord Output(long offset, long timeNs, int length, LogStream stream) => new()
    {
        Offset = offset,
        TimeNs = timeNs,
        Length = length,
        Stream = stream,
    };

    public static IndexRecord Recovered(long offset, long timeNs, int length) => new()
    {
        Offset = offset,
        TimeNs = timeNs,
        Length = length,
        Stream = LogStream.Stdout,
        Flags = LogFormat.FlagRecovered,
    };

    public static IndexRecord Gap(long offset, long timeNs, long lostBytes) => new()
    {
        Offset = offset,
        TimeNs = timeNs,
        Flags = LogFormat.FlagGap,
        Value = lostBytes,
    };
}
