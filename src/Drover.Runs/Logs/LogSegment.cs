// Constraints
//   A segment is read while it is written, after its writer was killed at any point, and by those who may not write to it.
//   Opening must be cheap (a search by time opens several), so an index of millions of records is not verified up front.
// Scheme
//   The index counts up to its last whole record. If that record is not plausible (its bytes are missing, or it is nonsense), the index
//   is walked from the front and counts up to the first record that does not follow its predecessor. What the data file holds beyond is
//   the raw tail; it is read only when the segment is complete: followed by another one, or the run has ended.

using Drover.Engine;
using Drover.Engine.Descriptors;

namespace Drover.Runs.Logs;

/// <summary>One segment, open for reading.</summary>
internal sealed class LogSegment : IDisposable
{
    private const int ScanRecords = 2048;
    private readonly Descriptor _data;
    private readonly Descriptor? _index;
    private long _limit = long.MaxValue;

    private LogSegment(int number, Descriptor? index, Descriptor data)
    {
        Number = number;
        _index = index;
        _data = data;
        IndexRecord start = ReadStart();
        HasStart = start.IsSegmentStart;
        if (!HasStart) return;
        if (start.Version != LogFormat.Version)
            throw new InvalidDataException($"{LogFormat.IndexName(number)}: log format {start.Version}; this program reads {LogFormat.Version}");
        BaseOffset = start.Offset;
        BaseSequence = start.Value;
        StartTimeNs = start.TimeNs;
    }

    public int Number { get; }

    /// <summary>Whether the index begins as it should; if not, the base must be assumed.</summary>
    public bool HasStart { get; }

    public long BaseOffset { get; private set; }

    public long BaseSequence { get; private set; }

    public long StartTimeNs { get; private set; }

    /// <summary>The offset after the last byte of the data file, as last looked at.</summary>
    public long DataEnd { get; private set; }

    /// <summary>Opens a segment, or returns null when it is gone.</summary>
    /// <exception cref="InvalidDataException">A newer version wrote it.</exception>
    public static LogSegment? TryOpen(Descriptor directory, int number)
    {
        // The writer makes the index first and the data file last, and drops them in the opposite order.
        Descriptor? index = TryOpenFile(directory, LogFormat.IndexName(number));
        Descriptor? data = null;
        try
        {
            data = TryOpenFile(directory, LogFormat.DataName(number));
            if (data is null) return null;
            // Both may have been made between the two calls.
            index ??= TryOpenFile(directory, LogFormat.IndexName(number));
            var segment = new LogSegment(number, index, data);
            (index, data) = (null, null);
            return segment;
        }
        finally
        {
            index?.Dispose();
            data?.Dispose();
        }
    }

    /// <summary>Gives a segment without a start record the base that its predecessor's end implies.</summary>
    public void Assume(long sequence, long offset, long timeNs)
    {
        BaseSequence = sequence;
        BaseOffset = offset;
        StartTimeNs = timeNs;
        _limit = 0;
    }

    /// <summary>Looks at the files' lengths again and returns how many records the index has.</summary>
    public int Refresh()
    {
        long records = _index is null ? 0 : _index.SeekToEnd() / LogFormat.RecordSize - 1;
        // After the index: bytes are written before their record, so the data is at least as long as the index says.
        DataEnd = BaseOffset + _data.SeekToEnd();
        return (int)Math.Clamp(records, 0, Math.Min(_limit, int.MaxValue - 1));
    }

    /// <summary>What there is to read.</summary>
    /// <param name="complete">Whether nobody appends any more, so that the raw tail counts.</param>
    public SegmentExtent Measure(bool complete)
    {
        int indexed = Refresh();
        IndexRecord last = indexed > 0 ? Read(indexed - 1) : default;
        if (indexed > 0 && !IsPlausible(last))
        {
            indexed = CountSound(indexed);
            if (complete) _limit = indexed;
            last = indexed > 0 ? Read(indexed - 1) : default;
        }
        long end = indexed > 0 ? last.End : BaseOffset;
        long time = Math.Max(StartTimeNs, last.TimeNs);
        bool raw = complete && DataEnd > end;
        return new SegmentExtent
        {
            Indexed = indexed,
            IndexedEnd = end,
            End = raw ? DataEnd : end,
            LastTimeNs = raw ? Math.Max(time, _data.ModifiedNs()) : time,
        };
    }

    /// <summary>Walks the whole index; from now on it counts up to the first record that does not follow its predecessor.</summary>
    public void Verify() => _limit = CountSound(Refresh());

    /// <summary>Takes the index to have <paramref name="count"/> records, because the one after them is damaged.</summary>
    public void EndIndexAt(int count) => _limit = count;

    /// <summary>When the data file was last written, in nanoseconds since the epoch.</summary>
    public long ModifiedNs() => _data.ModifiedNs();

    /// <summary>Takes back what <see cref="Verify"/> and <see cref="EndIndexAt"/> said: somebody may append after a repair.</summary>
    public void Trust()
    {
        if (HasStart) _limit = long.MaxValue;
    }

    public bool IsPlausible(in IndexRecord record) => record.IsPlausible(BaseOffset, DataEnd);

    /// <summary>The record of the index at <paramref name="position"/>; one that is not plausible when it can't be read.</summary>
    public IndexRecord Read(int position)
    {
        Span<byte> bytes = stackalloc byte[LogFormat.RecordSize];
        return ReadIndex(bytes, position) == 1 ? IndexRecord.Read(bytes) : default;
    }

    /// <summary>Fills <paramref name="buffer"/> with records of the index from <paramref name="position"/> on and returns how many.</summary>
    public int ReadIndex(Span<byte> buffer, int position) =>
        _index is null ? 0 : ReadFully(_index, buffer, (position + 1L) * LogFormat.RecordSize) / LogFormat.RecordSize;

    /// <summary>Fills <paramref name="buffer"/> with the bytes from <paramref name="offset"/> of the stream on and returns how many.</summary>
    public int ReadData(Span<byte> buffer, long offset) => ReadFully(_data, buffer, offset - BaseOffset);

    public void Dispose()
    {
        _data.Dispose();
        _index?.Dispose();
    }

    private int CountSound(int count)
    {
        byte[] block = new byte[Math.Min(count, ScanRecords) * LogFormat.RecordSize];
        long expected = BaseOffset;
        int sound = 0;
        while (sound < count)
        {
            int n = Math.Min(ReadIndex(block, sound), count - sound);
            if (n == 0) break;
            for (int i = 0; i < n; i++)
            {
                IndexRecord record = IndexRecord.Read(block.AsSpan(i * LogFormat.RecordSize));
                if (record.Offset != expected || !IsPlausible(record)) return sound;
                expected = record.End;
                sound++;
            }
        }
        return sound;
    }

    private IndexRecord ReadStart()
    {
        Span<byte> bytes = stackalloc byte[LogFormat.RecordSize];
        return _index is not null && ReadFully(_index, bytes, 0) == bytes.Length ? IndexRecord.Read(bytes) : default;
    }

    private static Descriptor? TryOpenFile(Descriptor directory, ByteString name)
    {
        Descriptor? file = Descriptor.TryOpen(name, OpenMode.Read, out int errno, directory: directory);
        // Asked again, it says what is wrong.
        return file is not null || errno == LogErrno.ENOENT ? file : Descriptor.Open(name, OpenMode.Read, directory: directory);
    }

    private static int ReadFully(Descriptor file, Span<byte> buffer, long offset)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int n = file.ReadAt(buffer[filled..], offset + filled);
            if (n == 0) break;
            filled += n;
        }
        return filled;
    }
}
