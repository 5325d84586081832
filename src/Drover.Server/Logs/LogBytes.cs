using Drover.Runs.Logs;
using Drover.Server.Secrets;

namespace Drover.Server.Logs;

/// <summary>The bytes of a log as they came, with both streams in the order in which they were read, addressed from 0.</summary>
internal static class LogBytes
{
    // What one read from a run returns at most (docs/log-format.md).
    private const int GreatestRecord = 64 * 1024;

    /// <summary>Copies a range.</summary>
    /// <param name="log">The log.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="length">How many; the log must have them.</param>
    /// <param name="secrets">What is to be masked; null for nothing.</param>
    /// <param name="into">Where to.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task CopyAsync(LogReader log, long start, long length, SecretSet? secrets, Stream into, CancellationToken cancellation)
    {
        if (secrets is not null)
        {
            await CopyMaskedAsync(log, start, length, secrets, into, cancellation).ConfigureAwait(false);
            return;
        }
        LogExtent extent = log.GetExtent();
        long skip = start;
        // Without anything dropped a byte's place is its offset, and the record that holds it is found by halving.
        if (extent.Bytes == extent.EndOffset && start > 0 && extent.LastSequence > 0) skip = start - SeekNear(log, extent, start);
        else log.SeekToStart();
        long left = length;
        byte[] buffer = new byte[GreatestRecord];
        while (left > 0 && TryNext(log, buffer, ref skip, left, out int count))
        {
            await into.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            left -= count;
        }
    }

    // From the beginning: where a secret begins can't be known from a byte in the middle.
    private static async Task CopyMaskedAsync(LogReader log, long start, long length, SecretSet secrets, Stream into, CancellationToken cancellation)
    {
        var copy = new SecretCopy(secrets);
        long skip = start, left = length;
        bool hasMore = true;
        log.SeekToStart();
        while (left > 0 && hasMore)
        {
            hasMore = TryAdd(log, copy);
            if (!hasMore) copy.End();
            while (left > 0 && copy.Take() is { Length: > 0 } next)
            {
                int skipped = (int)Math.Min(skip, next.Length);
                skip -= skipped;
                next = next[skipped..];
                if (next.Length > left) next = next[..(int)left];
                await into.WriteAsync(next, cancellation).ConfigureAwait(false);
                left -= next.Length;
            }
        }
    }

    private static bool TryAdd(LogReader log, SecretCopy copy)
    {
        while (log.TryRead(out LogRecord record))
        {
            if (record.Bytes.Length == 0) continue;
            copy.Add(record.Stream, record.Bytes);
            return true;
        }
        return false;
    }

    /// <summary>Goes to the last record that begins at or before a byte; returns where it begins.</summary>
    private static long SeekNear(LogReader log, in LogExtent extent, long start)
    {
        long low = Math.Max(1, extent.FirstSequence), high = extent.LastSequence, found = 0;
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            log.SeekToSequence(middle);
            if (log.TryRead(out LogRecord record) && record.Offset <= start) low = middle;
            else high = middle - 1;
        }
        log.SeekToSequence(low);
        if (log.TryRead(out LogRecord at)) found = at.Offset;
        log.SeekToSequence(low);
        return found;
    }

    private static bool TryNext(LogReader log, byte[] buffer, ref long skip, long most, out int count)
    {
        while (log.TryRead(out LogRecord record))
        {
            if (skip >= record.Bytes.Length)
            {
                skip -= record.Bytes.Length;
                continue;
            }
            ReadOnlySpan<byte> rest = record.Bytes[(int)skip..];
            skip = 0;
            count = (int)Math.Min(rest.Length, most);
            rest[..count].CopyTo(buffer);
            return true;
        }
        count = 0;
        return false;
    }
}
