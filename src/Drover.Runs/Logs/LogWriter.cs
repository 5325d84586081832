// Constraints
//   The shim calls it on its only thread for each read from the run: one write call a record, no allocation, no exception, no waiting.
//   When the disk is full the run must go on: bytes that find no room are counted, and the log says how many are missing, and where.
//   Times in the index never decrease, whatever the clock does: readers search by time.
// Scheme
//   Bytes go to the segment's data file at once, records to a buffer (SegmentWriter). A write that fails makes the writer "failing": it tries
//   again at the next record that comes 100 ms later, counting what it drops; the first bytes that can be written again are preceded by
//   a gap record. A segment that is full is followed by the next; if that can't be made, the full one grows on.

using Drover.Engine;
using Drover.Engine.Descriptors;

namespace Drover.Runs.Logs;

/// <summary>Appends a run's output to its log. There must be one writer a log; it is used by one thread at a time.</summary>
/// <remarks>Nothing is created before the first byte comes. Only opening throws; later failures are counted in <see cref="Position"/>.</remarks>
public sealed class LogWriter : IDisposable
{
    /// <summary>The longest that a record waits for its index entry while output keeps coming, and the pause between tries when the disk is full.</summary>
    public const long FlushIntervalNs = 100_000_000;

    private const int BufferedRecords = 512;

    // A gap record, the record itself, and room for the gap record that closing may need if the disk is full from then on.
    private const int RecordsOfAnAppend = 3;
    private readonly Descriptor _directory;
    private readonly SegmentList _segments;
    private readonly LogRetention? _retention;
    private readonly long _segmentBytes;
    private byte[]? _buffer;
    private SegmentWriter? _segment;
    private int _nextSegment;
    private int _firstUnsynced;
    private long _nextSequence;
    private long _offset;
    private long _lastTime;
    private long _lost;
    private long _unrecorded;
    private bool _failing;
    private long _failedAt;
    private long _flushedAt;
    private bool _closed;

    private LogWriter(Descriptor directory, LogOptions options)
    {
        _directory = directory;
        _segments = new SegmentList(directory);
        _segmentBytes = options.EffectiveSegment;
        LogEnd end = LogRepair.Run(directory, _segments);
        _nextSequence = end.NextSequence;
        _offset = end.Offset;
        _lastTime = end.TimeNs;
        _nextSegment = end.Segment + 1;
        _firstUnsynced = Math.Max(0, end.Segment);
        if (end.CanContinue) Continue(end.Segment);
        if (options.EffectiveMaximum is { } maximum) _retention = new LogRetention(directory, maximum, _segments, _segment?.Number ?? -1);
    }

    /// <summary>The error number (errno(3)) that keeps the log from being written at the moment; 0 when there is none.</summary>
    public int Errno { get; private set; }

    /// <summary>Whether <see cref="FlushIndex"/> has something to do.</summary>
    public bool HasUnflushedRecords => _segment is { HasBufferedRecords: true };

    /// <summary>How far the log has come.</summary>
    public LogPosition Position => new()
    {
        NextSequence = _nextSequence,
        KeptBytes = _offset,
        LostBytes = _lost,
        UnrecordedLostBytes = _unrecorded + (_closed ? 0 : _segment?.BufferedLoss() ?? 0),
    };

    /// <summary>Opens the log in a run's directory, after repairing what a killed writer left.</summary>
    /// <param name="path">The directory, relative to <paramref name="directory"/> or else to the working directory.</param>
    /// <param name="options">Cap and segment size; they may differ from those that the log was begun with.</param>
    /// <param name="directory">Where a relative path starts; null for the working directory.</param>
    /// <exception cref="SystemCallException">The directory, or the newest segment in it, can't be opened.</exception>
    /// <exception cref="InvalidDataException">A newer version wrote the log.</exception>
    public static LogWriter Open(ByteString path, LogOptions options, Descriptor? directory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Descriptor own = Descriptor.Open(path, OpenMode.Directory, directory: directory);
        try
        {
            return new LogWriter(own, options);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>Appends what one read from the run returned; more than 64 KiB become several records.</summary>
    /// <param name="stream">Where the bytes came from.</param>
    /// <param name="timeNs">When, in nanoseconds since the epoch. A time before the last record's counts as that one.</param>
    /// <param name="bytes">The bytes.</param>
    public void Append(LogStream stream, long timeNs, ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan((int)stream, (int)LogStream.Stdout);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)stream, (int)LogStream.Terminal);
        // Asking a full disk each time costs more than writing does (ext4 commits its journal first).
        if (_failing && Distance(timeNs, _failedAt) < FlushIntervalNs)
        {
            Lose(bytes.Length);
            return;
        }
        _lastTime = Math.Max(_lastTime, timeNs);
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> piece = bytes[..Math.Min(bytes.Length, LogFormat.MaximumLength)];
            int written = IsReady(piece.Length, RecordsOfAnAppend, out int errno) ? _segment!.Write(piece, out errno) : 0;
            if (written == 0)
            {
                // EFBIG: the process's limit on file size (setrlimit(2)). The next segment begins at 0 again.
                if (errno == LogErrno.EFBIG && _segment is { DataLength: > 0 } && TryBegin(out errno)) continue;
                _failing = true;
                _failedAt = timeNs;
                Errno = errno;
                Lose(bytes.Length);
                return;
            }
            if (_unrecorded > 0) AddGap();
            _segment!.Add(IndexRecord.Output(_offset, _lastTime, written, stream));
            _nextSequence++;
            _offset += written;
            _failing = false;
            Errno = 0;
            bytes = bytes[written..];
        }
        if (Distance(timeNs, _flushedAt) < FlushIntervalNs) return;
        _flushedAt = timeNs;
        FlushIndex();
    }

    /// <summary>Writes the records that wait, so that readers see them; to be called whenever the owner has nothing else to do.</summary>
    /// <returns>Whether all are written; if not, they are kept and tried again.</returns>
    public bool FlushIndex()
    {
        if (_segment is not { HasBufferedRecords: true } segment || segment.Flush(out int errno)) return true;
        Errno = errno;
        return false;
    }

    /// <summary>Writes the records that wait and the gap record of what was lost, if the disk takes them by now.</summary>
    /// <returns>Whether everything is recorded; if not, <see cref="Errno"/> says why.</returns>
    public bool TryRecordLoss()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_unrecorded > 0)
        {
            if (!IsReady(0, 1, out int errno))
            {
                Errno = errno;
                return false;
            }
            AddGap();
        }
        return FlushIndex();
    }

    /// <summary>Brings everything to the disk (fsync(2)), the directory included. May take long.</summary>
    /// <returns>0, or the error number of the first failure.</returns>
    public int Sync()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        int first = FlushIndex() ? 0 : Errno;
        for (int number = _firstUnsynced; number < _nextSegment; number++)
        {
            int errno = number == _segment?.Number ? _segment.Sync() : SyncClosed(number);
            if (first == 0) first = errno;
        }
        if (_nextSegment > 0 && _directory.Sync() is var failed and not 0 && first == 0) first = failed;
        if (first == 0) _firstUnsynced = Math.Max(0, _nextSegment - 1);
        return first;
    }

    /// <summary>Writes what waits, a last gap record included, and closes the files. <see cref="Position"/> stays readable.</summary>
    public void Dispose()
    {
        if (_closed) return;
        if (_unrecorded > 0 && IsReady(0, 1, out _)) AddGap();
        FlushIndex();
        _unrecorded += _segment?.BufferedLoss() ?? 0;
        _closed = true;
        _segment?.Dispose();
        _directory.Dispose();
    }

    private static long Distance(long time, long earlier) => Math.Abs(time - earlier);

    private void Lose(int bytes)
    {
        _lost += bytes;
        _unrecorded += bytes;
    }

    private void AddGap()
    {
        _segment!.Add(IndexRecord.Gap(_offset, _lastTime, _unrecorded));
        _nextSequence++;
        _unrecorded = 0;
    }

    /// <summary>Sees to a segment with room for <paramref name="length"/> bytes and so many records.</summary>
    private bool IsReady(int length, int records, out int errno)
    {
        errno = 0;
        if (_segment is null && !TryBegin(out errno)) return false;
        // A next segment that can't be made is no reason to lose bytes while this one takes them.
        if (_segment!.DataLength > 0 && _segment.Bytes + length + records * LogFormat.RecordSize > _segmentBytes) TryBegin(out _);
        return _segment.HasRoom(records, out errno);
    }

    /// <summary>Begins the next segment. Everything in the one before is in its files then, which is how readers know that it is complete.</summary>
    private bool TryBegin(out int errno)
    {
        errno = 0;
        if (_segment is not null && !_segment.Flush(out errno)) return false;
        if (_segment is not null) _retention?.MakeRoom(_segment.Bytes + _segmentBytes);
        _buffer ??= new byte[BufferedRecords * LogFormat.RecordSize];
        IndexRecord start = IndexRecord.SegmentStart(_offset, _lastTime, _nextSequence);
        SegmentWriter? next = SegmentWriter.TryCreate(_directory, _nextSegment, start, _buffer, out errno);
        // Nobody else should have made it; what it holds is not ours to empty.
        for (; errno == LogErrno.EEXIST; next = SegmentWriter.TryCreate(_directory, _nextSegment, start, _buffer, out errno)) _nextSegment++;
        if (next is null) return false;
        if (_segment is not null)
        {
            _retention?.Add(_segment.Number, _segment.Bytes);
            _segment.Dispose();
        }
        _segment = next;
        _nextSegment++;
        return true;
    }

    private void Continue(int number)
    {
        Descriptor data = Descriptor.Open(LogFormat.DataName(number), OpenMode.WriteExisting, directory: _directory);
        Descriptor index;
        try
        {
            index = Descriptor.Open(LogFormat.IndexName(number), OpenMode.WriteExisting, directory: _directory);
        }
        catch
        {
            data.Dispose();
            throw;
        }
        _buffer = new byte[BufferedRecords * LogFormat.RecordSize];
        _segment = SegmentWriter.Continue(number, data, index, _buffer);
    }

    private int SyncClosed(int number)
    {
        int first = 0;
        foreach (ByteString name in (ReadOnlySpan<ByteString>)[LogFormat.DataName(number), LogFormat.IndexName(number)])
        {
            using Descriptor? file = Descriptor.TryOpen(name, OpenMode.Read, out int errno, directory: _directory);
            // One that is gone was dropped by the cap.
            if (file is not null) errno = file.Sync();
            if (errno is not 0 and not LogErrno.ENOENT && first == 0) first = errno;
        }
        return first;
    }
}
