namespace Drover.Runs.Logs;

public sealed partial class LogReader
{
    /// <summary>Goes to the first record.</summary>
    public void SeekToStart()
    {
        Enter(null, 0, 0);
        _lastTime = 0;
    }

    /// <summary>Goes after the last record that can be read now.</summary>
    public void SeekToEnd() => Seek(_ => true, (_, extent) => extent.Total);

    /// <summary>Goes to the record with a number; to the gap, if it was dropped; to the end, if there is no such record yet.</summary>
    /// <remarks>To go on where reading was left, ask for the last record's <see cref="LogRecord.NextSequence"/>.</remarks>
    public void SeekToSequence(long sequence) => Seek(
        segment => segment.BaseSequence <= sequence,
        (segment, extent) => (int)Math.Min(sequence - segment.BaseSequence, extent.Total));

    /// <summary>Goes to the first record read from the run at or after a time, or to the gap before it; to the end, if there is none yet.</summary>
    /// <param name="timeNs">In nanoseconds since the epoch.</param>
    public void SeekToTime(long timeNs) => Seek(
        segment => segment.StartTimeNs < timeNs,
        (segment, extent) => FirstSince(segment, extent, timeNs));

    /// <summary>Goes to where the last lines begin, as tail(1) counts them in the bytes of the chosen <see cref="Streams"/>: a last line without
    /// a newline counts. With fewer lines, to the first record.</summary>
    /// <remarks>The first record that is read then may begin in its middle. Lines of different streams that are mixed are counted as they came.</remarks>
    public void SeekToTail(long lines)
    {
        if (lines <= 0)
        {
            SeekToEnd();
            return;
        }
        while (!TrySeekToTail(lines))
        {
            // A segment was dropped meanwhile: begin again.
        }
    }

    /// <summary>What the log holds now.</summary>
    public LogExtent GetExtent()
    {
        while (true)
        {
            if (TryGetExtent(out LogExtent extent)) return extent;
        }
    }

    private bool TryGetExtent(out LogExtent extent)
    {
        extent = default;
        _segments.Refresh();
        long first = 0, bytes = 0;
        for (int place = 0; place < _segments.Count; place++)
        {
            using LogSegment? segment = SegmentSearch.Open(_directory, _segments, place);
            if (segment is null) return false;
            SegmentExtent held = segment.Measure(IsComplete(segment));
            if (place == 0) first = segment.BaseSequence;
            bytes += held.End - segment.BaseOffset;
            long last = segment.BaseSequence + held.Total - 1;
            extent = new LogExtent
            {
                FirstSequence = last >= first ? first : 0,
                LastSequence = last,
                EndOffset = held.End,
                Bytes = bytes,
                LastTimeNs = last >= first ? held.LastTimeNs : 0,
            };
        }
        return true;
    }

    private bool TrySeekToTail(long lines)
    {
        var search = new TailSearch(lines, Streams);
        _segments.Refresh();
        for (int place = _segments.Count - 1; place >= 0; place--)
        {
            LogSegment? segment = SegmentSearch.Open(_directory, _segments, place);
            if (segment is null) return false;
            if (search.Search(segment, segment.Measure(IsComplete(segment))))
            {
                Enter(segment, (_, _) => search.Position);
                _skip = search.Skip;
                return true;
            }
            segment.Dispose();
        }
        SeekToStart();
        return true;
    }

    private void Seek(Func<LogSegment, bool> beginsBefore, Func<LogSegment, SegmentExtent, int> place)
    {
        while (true)
        {
            _segments.Refresh();
            LogSegment? segment = SegmentSearch.ByBase(_directory, _segments, beginsBefore, out int position);
            if (segment is not null && beginsBefore(segment))
            {
                Enter(segment, place);
                return;
            }
            segment?.Dispose();
            if (segment is null && position >= 0) continue;
            SeekToStart();
            return;
        }
    }

    private void Enter(LogSegment segment, Func<LogSegment, SegmentExtent, int> place)
    {
        bool complete = IsComplete(segment);
        SegmentExtent extent = segment.Measure(complete);
        int position = place(segment, extent);
        if (position < extent.Indexed && !segment.IsPlausible(segment.Read(position)))
        {
            segment.Verify();
            extent = segment.Measure(complete);
            position = Math.Min(place(segment, extent), extent.Total);
            if (!complete) segment.Trust();
        }
        long offset = position < extent.Indexed ? segment.Read(position).Offset
            : position < extent.Total ? extent.Raw(position).Offset
            : extent.End;
        Enter(segment, position, offset);
        _lastTime = position < extent.Indexed ? 0 : extent.LastTimeNs;
    }

    private bool IsComplete(LogSegment segment) => _final || _segments.Last > segment.Number;

    private static int FirstSince(LogSegment segment, in SegmentExtent extent, long timeNs)
    {
        int low = 0, high = extent.Indexed;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (segment.Read(middle).TimeNs < timeNs) low = middle + 1;
            else high = middle;
        }
        return low == extent.Indexed && extent.LastTimeNs < timeNs ? extent.Total : low;
    }
}
