// Constraints
//   Bytes first, record second: a record never tells of bytes that are not in the data file.
//   A full disk must not take the record of what was written just before, nor the gap record that says what was lost.
// Scheme
//   Data is written at once. Records are collected in a buffer and appended by Flush; what a partial write leaves stays in the buffer, in
//   the middle of a record if need be. Room for each record is reserved on the disk before the record's bytes are written.

using Drover.Engine;
using Drover.Engine.Descriptors;

namespace Drover.Runs.Logs;

/// <summary>The segment that a log is written to.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private const long LeastReserve = 4096;
    private const long GreatestReserve = 64 * 1024;
    private readonly Descriptor _data;
    private readonly Descriptor _index;
    private readonly byte[] _buffer;
    private int _buffered;
    private long _indexLength;
    private long _reserved;

    private SegmentWriter(int number, Descriptor data, Descriptor index, byte[] buffer)
    {
        Number = number;
        _data = data;
        _index = index;
        _buffer = buffer;
    }

    public int Number { get; }

    /// <summary>Bytes in the data file.</summary>
    public long DataLength { get; private set; }

    /// <summary>Bytes of data and index, the records that still wait included.</summary>
    public long Bytes => DataLength + _indexLength + _buffered;

    public bool HasBufferedRecords => _buffered > 0;

    /// <summary>Makes a new segment, its first record included; null and the error number when that is impossible now.</summary>
    /// <remarks>
    /// The data file comes last: a segment that is listed is ready, and the one before it complete. An index may be there already, left by a
    /// shim that was killed right then; a data file that is there is never emptied (EEXIST).
    /// </remarks>
    public static SegmentWriter? TryCreate(Descriptor directory, int number, in IndexRecord start, byte[] buffer, out int errno)
    {
        ByteString indexName = LogFormat.IndexName(number);
        Descriptor? index = Descriptor.TryOpen(indexName, OpenMode.Truncate, out errno, LogFormat.Permissions, directory);
        if (index is null) return null;
        Span<byte> bytes = stackalloc byte[LogFormat.RecordSize];
        start.Write(bytes);
        if (index.TryWriteAt(bytes, 0, out errno) == bytes.Length)
        {
            ByteString dataName = LogFormat.DataName(number);
            Descriptor? data = Descriptor.TryOpen(dataName, OpenMode.CreateNew, out errno, LogFormat.Permissions, directory);
            if (data is not null) return new SegmentWriter(number, data, index, buffer) { _indexLength = bytes.Length };
        }
        if (errno == 0) errno = LogErrno.ENOSPC;
        index.Dispose();
        _ = DirectoryFiles.Remove(directory, indexName);
        return null;
    }

    /// <summary>Goes on with a segment that is in order.</summary>
    public static SegmentWriter Continue(int number, Descriptor data, Descriptor index, byte[] buffer) => new(number, data, index, buffer)
    {
        DataLength = data.SeekToEnd(),
        _indexLength = index.SeekToEnd(),
    };

    /// <summary>Makes sure that so many records can be added and will find room on the disk; false with the error number when not.</summary>
    public bool HasRoom(int records, out int errno)
    {
        int needed = records * LogFormat.RecordSize;
        errno = 0;
        if (_buffered + needed > _buffer.Length && !Flush(out errno) && _buffered + needed > _buffer.Length) return false;
        if (_indexLength + _buffered + needed <= _reserved) return true;
        long from = Math.Max(_reserved, _indexLength);
        long to = (from + Math.Clamp(from, LeastReserve, GreatestReserve)) / LeastReserve * LeastReserve;
        errno = _index.TryReserve(from, to - from);
        if (errno is LogErrno.ENOSPC or LogErrno.EDQUOT) return false;
        // A file system that can't reserve is used without.
        _reserved = errno == 0 ? to : long.MaxValue;
        errno = 0;
        return true;
    }

    /// <summary>Writes bytes; returns how many were taken, 0 with the error number when none.</summary>
    public int Write(ReadOnlySpan<byte> bytes, out int errno)
    {
        int n = _data.TryWriteAt(bytes, DataLength, out errno);
        DataLength += n;
        if (n == 0 && errno == 0) errno = LogErrno.EIO;
        return n;
    }

    /// <summary>Adds a record; <see cref="HasRoom"/> said that there is room.</summary>
    public void Add(in IndexRecord record)
    {
        record.Write(_buffer.AsSpan(_buffered));
        _buffered += LogFormat.RecordSize;
    }

    /// <summary>Appends the buffered records to the index file; false with the error number when some had to stay.</summary>
    public bool Flush(out int errno)
    {
        errno = 0;
        int done = 0;
        while (done < _buffered)
        {
            int n = _index.TryWriteAt(_buffer.AsSpan(done, _buffered - done), _indexLength, out errno);
            if (n == 0) break;
            done += n;
            _indexLength += n;
        }
        _buffered -= done;
        if (_buffered == 0) return true;
        _buffer.AsSpan(done, _buffered).CopyTo(_buffer);
        if (errno == 0) errno = LogErrno.EIO;
        return false;
    }

    /// <summary>The bytes that gap records in the buffer tell of.</summary>
    public long BufferedLoss()
    {
        long sum = 0;
        // After a partial write the buffer begins inside a record; whole ones are counted from its end.
        for (int at = _buffered % LogFormat.RecordSize; at < _buffered; at += LogFormat.RecordSize)
        {
            IndexRecord record = IndexRecord.Read(_buffer.AsSpan(at));
            if (record.IsGap) sum += record.Value;
        }
        return sum;
    }

    /// <summary>Brings both files to the disk; returns 0 or the error number.</summary>
    public int Sync()
    {
        int errno = _data.Sync();
        return errno != 0 ? errno : _index.Sync();
    }

    /// <summary>Gives back the room that was reserved and not used, and closes the files.</summary>
    public void Dispose()
    {
        if (_reserved is > 0 and < long.MaxValue && _index.IsOpen) _ = _index.TryTruncate(_indexLength);
        _data.Dispose();
        _index.Dispose();
    }
}
