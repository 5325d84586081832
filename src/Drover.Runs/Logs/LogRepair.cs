// Constraints
//   A shim may have been killed between any two system calls, and the machine may have lost power: nothing that is in a data file may be
//   lost, and sequences that a reader has seen must stay what they were.
// Scheme
//   A reader of a dead run sees the sound records of the index, then the raw tail as records of 64 KiB (LogSegment). Repair writes exactly
//   those records into the index. Where that fails (disk full), the next segment is begun instead: readers go on seeing the same.

using Drover.Engine.Descriptors;

namespace Drover.Runs.Logs;

/// <summary>Brings the end of a log in order before it is written again.</summary>
internal static class LogRepair
{
    /// <summary>Repairs the newest segment and says where the log goes on.</summary>
    /// <exception cref="InvalidDataException">A newer version wrote the log.</exception>
    public static LogEnd Run(Descriptor directory, SegmentList segments)
    {
        segments.Refresh();
        segments.RemoveStrayIndexes();
        if (segments.Count == 0) return new LogEnd { Segment = -1, CanContinue = false, NextSequence = 1, Offset = 0, TimeNs = 0 };
        using LogSegment segment = SegmentSearch.Open(directory, segments, segments.Count - 1)
            ?? throw new FileNotFoundException("The newest segment went away while it was opened.", LogFormat.DataName(segments.Last).ToString());
        segment.Verify();
        SegmentExtent extent = segment.Measure(complete: true);
        return new LogEnd
        {
            Segment = segment.Number,
            CanContinue = TryMend(directory, segment, extent),
            NextSequence = segment.BaseSequence + extent.Total,
            Offset = extent.End,
            TimeNs = extent.LastTimeNs,
        };
    }

    private static bool TryMend(Descriptor directory, LogSegment segment, in SegmentExtent extent)
    {
        using Descriptor? index = Descriptor.TryOpen(
            LogFormat.IndexName(segment.Number), OpenMode.ReadWrite, out _, LogFormat.Permissions, directory);
        if (index is null) return false;
        long sound = (extent.Indexed + 1L) * LogFormat.RecordSize;
        if (segment.HasStart && index.SeekToEnd() == sound && extent.End == extent.IndexedEnd) return true;

        byte[] bytes = new byte[(extent.Total - extent.Indexed + 1) * LogFormat.RecordSize];
        IndexRecord.SegmentStart(segment.BaseOffset, segment.StartTimeNs, segment.BaseSequence).Write(bytes);
        for (int i = extent.Indexed; i < extent.Total; i++)
            extent.Raw(i).Write(bytes.AsSpan((i - extent.Indexed + 1) * LogFormat.RecordSize));

        if (index.TryTruncate(segment.HasStart ? sound : 0) != 0) return false;
        return segment.HasStart
            ? WriteAll(index, bytes.AsSpan(LogFormat.RecordSize), sound)
            : WriteAll(index, bytes, 0);
    }

    private static bool WriteAll(Descriptor file, ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            int n = file.TryWriteAt(bytes, offset, out _);
            if (n == 0) return false;
            bytes = bytes[n..];
            offset += n;
        }
        return true;
    }
}
