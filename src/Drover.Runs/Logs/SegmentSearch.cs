using Drover.Engine.Descriptors;

namespace Drover.Runs.Logs;

/// <summary>Opens segments by their place in the list, and finds the one that holds a sequence or a time.</summary>
internal static class SegmentSearch
{
    /// <summary>Opens the segment at <paramref name="position"/> of the list; null when it is gone by now.</summary>
    /// <remarks>One whose index does not begin as it should gets its base from the segment before.</remarks>
    public static LogSegment? Open(Descriptor directory, SegmentList segments, int position)
    {
        LogSegment? segment = LogSegment.TryOpen(directory, segments[position]);
        if (segment is null || segment.HasStart) return segment;
        if (position == 0)
        {
            segment.Assume(sequence: 1, offset: 0, timeNs: 0);
            return segment;
        }
        using LogSegment? before = Open(directory, segments, position - 1);
        if (before is null)
        {
            segment.Dispose();
            return null;
        }
        SegmentExtent extent = before.Measure(complete: true);
        segment.Assume(before.BaseSequence + extent.Total, extent.End, extent.LastTimeNs);
        return segment;
    }

    /// <summary>Opens the last segment that begins at or before a sequence, or else the first segment.</summary>
    /// <returns>The segment; null with <paramref name="position"/> -1 when there is none, with another position when one went away.</returns>
    public static LogSegment? ByBase(Descriptor directory, SegmentList segments, Func<LogSegment, bool> beginsBefore, out int position)
    {
        position = segments.Count == 0 ? -1 : 0;
        int low = 0, high = segments.Count;
        // Invariant: every segment before low begins before the target, none from high on does.
        while (low < high)
        {
            position = (low + high) / 2;
            using LogSegment? middle = Open(directory, segments, position);
            if (middle is null) return null;
            if (beginsBefore(middle)) low = position + 1;
            else high = position;
        }
        if (segments.Count == 0) return null;
        position = Math.Max(0, low - 1);
        return Open(directory, segments, position);
    }
}
