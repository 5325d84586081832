using System.Buffers;

namespace Drover.Runs.Logs;

/// <summary>A window of up to 1,024 records on a segment's index, so that reading many small records costs few calls.</summary>
internal sealed class IndexBlock
{
    public const int Records = 1024;
    private byte[]? _buffer;

    /// <summary>The position in the segment of the first record held.</summary>
    public int First { get; private set; }

    /// <summary>The position after the last record held.</summary>
    public int End { get; private set; }

    public bool Has(int position) => position >= First && position < End;

    public IndexRecord this[int position] => IndexRecord.Read(_buffer.AsSpan((position - First) * LogFormat.RecordSize));

    /// <summary>Reads the records from <paramref name="first"/> to before <paramref name="end"/>, as many as fit.</summary>
    public void Load(LogSegment segment, int first, int end)
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(Records * LogFormat.RecordSize);
        int count = Math.Min(end - first, Records);
        First = first;
        End = first + segment.ReadIndex(_buffer.AsSpan(0, count * LogFormat.RecordSize), first);
    }

    /// <summary>Holds nothing any more.</summary>
    public void Clear() => First = End = 0;

    /// <summary>Gives the memory back; a reader that waits at the log's end holds none.</summary>
    public void Release()
    {
        Clear();
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }
}
