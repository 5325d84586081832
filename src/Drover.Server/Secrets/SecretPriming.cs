using Drover.Runs.Logs;

namespace Drover.Server.Secrets;

/// <summary>Reads what stands in a log before a place, so that secrets and characters which begin there are known.</summary>
internal static class SecretPriming
{
    // A stream that is silent for longer than this is not searched further back: its secrets would have to be written byte by byte between all that.
    private const int GreatestRecords = 64 * 1024;
    private const int SilentRecords = 1024;

    // A character has four bytes at most, and records of the other stream may lie between them.
    private const int LeastRecords = 16;

    /// <summary>The record from which reading has to begin so that the state at a place is right.</summary>
    /// <param name="log">The log; it is left anywhere.</param>
    /// <param name="after">The last record before the place.</param>
    /// <param name="secrets">The secrets; null for none.</param>
    public static long Begin(LogReader log, long after, SecretSet? secrets)
    {
        if (secrets is null) return Math.Max(1, after + 1 - LeastRecords);
        long needed = 2L * secrets.Longest;
        Span<long> seen = stackalloc long[4];
        for (long records = LeastRecords; ; records *= 4)
        {
            long begin = Math.Max(1, after + 1 - records);
            seen.Clear();
            log.SeekToSequence(begin);
            while (log.TryRead(out LogRecord record) && record.Sequence <= after)
                if (record.Kind == LogRecordKind.Output) seen[(int)record.Stream & 3] += record.Bytes.Length;
            if (begin == 1 || records >= GreatestRecords || IsEnough(seen, needed, records)) return begin;
        }
    }

    private static bool IsEnough(ReadOnlySpan<long> seen, long needed, long records)
    {
        foreach (long bytes in seen)
            if (bytes > 0 && bytes < needed) return false;
        // A run has a terminal or two pipes.
        return records >= SilentRecords || seen[(int)LogStream.Terminal] > 0 || (seen[(int)LogStream.Stdout] > 0 && seen[(int)LogStream.Stderr] > 0);
    }
}
