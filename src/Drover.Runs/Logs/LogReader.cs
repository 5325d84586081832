// Constraints
//   A reader may be slow, and the writer must not notice: it holds a cursor on the files and no queue. Segments may be dropped under it.
//   A log of 10 million records is read in seconds, so records and bytes come in blocks; a reader that waits holds no buffers.
//   The log of a dead run may be damaged and on a file system that can't be written: nothing is repaired here, and nothing is lost.
// Scheme
//   The cursor is a segment, a position in it, and the sequence and offset that must come next. A record of the index that does not continue
//   at that offset is damage: the rest of the segment is then read as raw tail. At a segment's end the directory is looked at again.

using Drover.Engine;
using Drover.Engine.Descriptors;

namespace Drover.Runs.Logs;

/// <summary>Reads the log of a run, in order or from a given place, while it is written or afterwards. Used by one thread at a time.</summary>
/// <remarks>It never waits: at the end of the log <see cref="TryRead"/> returns false, and may return more later.</remarks>
public sealed partial class LogReader : IDisposable
{
    private readonly Descriptor _directory;
    private readonly SegmentList _segments;
    private readonly IndexBlock _block = new();
    private readonly DataWindow _window = new();
    private LogSegment? _segment;
    private int _position;
    private int _skip;
    private long _nextSequence = 1;
    private long _nextOffset;
    private long _lastTime;
    private long _currentOffset;
    private int _currentLength;
    private bool _final;

    private LogReader(Descriptor directory)
    {
        _directory = directory;
        _segments = new SegmentList(directory);
    }

    /// <summary>Which streams are read; gaps always are. Everything unless set.</summary>
    public LogStreams Streams { get; set; } = LogStreams.All;

    /// <summary>Whether the run has ended, so that bytes which its writer did not get to index are read as well.</summary>
    /// <remarks>To be set only when nobody writes any more; set back when the run is started again.</remarks>
    public bool IsFinal
    {
        get => _final;
        set
        {
            _final = value;
            if (!value) _segment?.Trust();
        }
    }

    /// <summary>The bytes of the record read last, for <see cref="LineReader"/>, which can't keep the record.</summary>
    internal ReadOnlySpan<byte> CurrentBytes => _window.Slice(_currentOffset, _currentLength);

    /// <summary>Opens the log in a run's directory; it need not have begun yet.</summary>
    /// <param name="path">The directory, relative to <paramref name="directory"/> or else to the working directory.</param>
    /// <param name="directory">Where a relative path starts; null for the working directory.</param>
    /// <exception cref="SystemCallException">The directory can't be opened.</exception>
    public static LogReader Open(ByteString path, Descriptor? directory = null) =>
        new(Descriptor.Open(path, OpenMode.Directory, directory: directory));

    /// <summary>Reads the next record, or the gap that is in its place.</summary>
    /// <returns>False at the end of what has been written and indexed so far.</returns>
    /// <exception cref="SystemCallException">A file can't be read (EIO).</exception>
    /// <exception cref="InvalidDataException">A newer version wrote the log.</exception>
    public bool TryRead(out LogRecord record)
    {
        while (true)
        {
            if (_segment is null)
            {
                _segments.Refresh();
                if (TryMove(out record)) return true;
                if (_segment is null) return AtEnd(out record);
            }
            if (_block.Has(_position))
            {
                if (TryTake(out record, out bool sound)) return true;
                if (!sound && !TryEndIndexHere()) return AtEnd(out record);
                continue;
            }
            int indexed = _segment.Refresh();
            if (_position < indexed)
            {
                _block.Load(_segment, _position, indexed);
                continue;
            }
            _segments.Refresh();
            if (_segments.Last <= _segment.Number && !_final) return AtEnd(out record);
            // Records may have been added after the first look and before the next segment was begun.
            if (_segment.Refresh() > _position) continue;
            if (_segment.DataEnd > _nextOffset)
            {
                if (TryTakeRaw(out record)) return true;
                continue;
            }
            LogSegment before = _segment;
            if (TryMove(out record)) return true;
            if (before == _segment) return AtEnd(out record);
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        AtEnd(out _);
        _segment?.Dispose();
        _segment = null;
        _directory.Dispose();
    }

    /// <summary>Takes the record at the cursor out of the block. False when it was passed over, or when it is not <paramref name="sound"/>.</summary>
    private bool TryTake(out LogRecord record, out bool sound)
    {
        IndexRecord found = _block[_position];
        record = default;
        sound = found.Offset == _nextOffset && _segment!.IsPlausible(found);
        if (!sound) return false;
        if (found.IsGap)
        {
            record = new LogRecord
            {
                Sequence = _nextSequence,
                Offset = found.Offset,
                TimeNs = found.TimeNs,
                Kind = LogRecordKind.Lost,
                LostBytes = found.Value,
            };
            _currentLength = 0;
            Advance(found);
            return true;
        }
        return TryTake(found, _block[_block.End - 1].End, out record, out sound);
    }

    private bool TryTakeRaw(out LogRecord record)
    {
        long length = Math.Min(_segment!.DataEnd - _nextOffset, LogFormat.MaximumLength);
        IndexRecord raw = IndexRecord.Recovered(_nextOffset, Math.Max(_lastTime, _segment.ModifiedNs()), (int)length);
        return TryTake(raw, _segment.DataEnd, out record, out _);
    }

    private bool TryTake(scoped in IndexRecord found, long limit, out LogRecord record, out bool readable)
    {
        record = default;
        readable = true;
        long sequence = _nextSequence;
        int skip = Math.Min(_skip, found.Length);
        if (!Streams.Includes(found.Stream))
        {
            Advance(found);
            return false;
        }
        readable = _window.TryGetAhead(_segment!, found, limit, out ReadOnlySpan<byte> bytes);
        if (!readable) return false;
        _currentOffset = found.Offset + skip;
        _currentLength = found.Length - skip;
        record = new LogRecord
        {
            Sequence = sequence,
            Offset = _currentOffset,
            TimeNs = found.TimeNs,
            Stream = found.Stream,
            IsRecovered = (found.Flags & LogFormat.FlagRecovered) != 0,
            Bytes = bytes[skip..],
        };
        Advance(found);
        return true;
    }

    private void Advance(in IndexRecord record)
    {
        _position++;
        _nextSequence++;
        _nextOffset = record.End;
        _lastTime = Math.Max(_lastTime, record.TimeNs);
        _skip = 0;
    }

    /// <summary>Takes the index to end before the cursor; false while the segment is written, when the next look may show more.</summary>
    private bool TryEndIndexHere()
    {
        _segments.Refresh();
        if (_segments.Last <= _segment!.Number && !_final) return false;
        _segment.EndIndexAt(_position);
        Forget();
        return true;
    }

    /// <summary>Goes to the next segment. True when what was dropped in between makes a record; false otherwise, also when there is none.</summary>
    private bool TryMove(out LogRecord record)
    {
        record = default;
        int number;
        while ((number = _segments.After(_segment?.Number ?? -1)) >= 0)
        {
            LogSegment? next = LogSegment.TryOpen(_directory, number);
            if (next is null)
            {
                _segments.Refresh();
                continue;
            }
            if (!next.HasStart) next.Assume(_nextSequence, _nextOffset, _lastTime);
            if (next.BaseOffset > _nextOffset)
            {
                record = new LogRecord
                {
                    Sequence = _nextSequence,
                    Offset = _nextOffset,
                    TimeNs = next.StartTimeNs,
                    Kind = LogRecordKind.Dropped,
                    LostRecords = Math.Max(0, next.BaseSequence - _nextSequence),
                    LostBytes = next.BaseOffset - _nextOffset,
                };
            }
            Enter(next, 0, next.BaseOffset);
            return record.Kind == LogRecordKind.Dropped;
        }
        return false;
    }

    private void Enter(LogSegment? segment, int position, long offset)
    {
        _segment?.Dispose();
        _segment = segment;
        _position = position;
        _nextSequence = segment is null ? 1 : segment.BaseSequence + position;
        _nextOffset = offset;
        _skip = 0;
        Forget();
    }

    private void Forget()
    {
        _block.Clear();
        _window.Clear();
        _currentLength = 0;
    }

    private bool AtEnd(out LogRecord record)
    {
        _block.Release();
        _window.Release();
        _currentLength = 0;
        record = default;
        return false;
    }
}
