using System.Buffers;

namespace Drover.Runs.Logs;

/// <summary>A window of up to 64 KiB on a segment's bytes, read ahead or, for a search from the end, behind.</summary>
internal sealed class DataWindow
{
    // The longest record. Hundreds of readers may be behind at once, and each that is holds one.
    private const int Size = LogFormat.MaximumLength;
    private byte[]? _buffer;
    private long _begin;
    private int _length;

    /// <summary>The bytes of a record, reading ahead to <paramref name="limit"/> at most.</summary>
    /// <returns>Whether all of them are there.</returns>
    /// <remarks>Bytes beyond the last record of the index must not be read ahead: a write that failed there may be done again.</remarks>
    public bool TryGetAhead(LogSegment segment, scoped in IndexRecord record, long limit, out ReadOnlySpan<byte> bytes) =>
        TryGet(segment, record, record.Offset, Math.Min(limit, record.Offset + Size), out bytes);

    /// <summary>The bytes of a record, reading what lies before it with it.</summary>
    public bool TryGetBehind(LogSegment segment, scoped in IndexRecord record, out ReadOnlySpan<byte> bytes) =>
        TryGet(segment, record, Math.Max(segment.BaseOffset, record.End - Size), record.End, out bytes);

    /// <summary>Bytes that were got before and are still held.</summary>
    public ReadOnlySpan<byte> Slice(long offset, int length) => length == 0 ? default : _buffer.AsSpan((int)(offset - _begin), length);

    /// <summary>Holds nothing any more.</summary>
    public void Clear() => _length = 0;

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        Clear();
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private bool TryGet(LogSegment segment, scoped in IndexRecord record, long from, long to, out ReadOnlySpan<byte> bytes)
    {
        if (record.Offset < _begin || record.End > _begin + _length)
        {
            _buffer ??= ArrayPool<byte>.Shared.Rent(Size);
            _begin = from;
            _length = segment.ReadData(_buffer.AsSpan(0, (int)(Math.Max(to, record.End) - from)), from);
        }
        bool complete = record.End <= _begin + _length;
        bytes = complete ? _buffer.AsSpan((int)(record.Offset - _begin), record.Length) : default;
        return complete;
    }
}
