using System.Collections.Immutable;
using Drover.Engine;
using Drover.Runs;
using Drover.Runs.Logs;
using Drover.Server.Secrets;

namespace Drover.Server.Logs;

/// <summary>The newest lines of a log as text.</summary>
internal static class LogTail
{
    // A line on a task is for a glance; the log has all of it.
    private const int GreatestLine = 4096;

    /// <summary>The newest lines of a durable run; empty when it is not there.</summary>
    public static ImmutableArray<string> Read(RunStore store, string durableId, int lines)
    {
        try
        {
            using Run? run = store.TryOpenId(durableId);
            if (run is null) return [];
            using LogReader log = run.OpenLog();
            log.IsFinal = !run.IsHeld;
            return Read(log, lines, SecretSet.Of(run));
        }
        catch (Exception e) when (e is SystemCallException or IOException or InvalidDataException)
        {
            // The log of a run on a broken disk must not keep its end from being recorded.
            return [];
        }
    }

    /// <summary>How many bytes of output a durable run's log holds; null when it can't be read.</summary>
    public static long? ReadBytes(RunStore store, string durableId)
    {
        try
        {
            using Run? run = store.TryOpenId(durableId);
            if (run is null) return null;
            using LogReader log = run.OpenLog();
            log.IsFinal = !run.IsHeld;
            return log.GetExtent().Bytes;
        }
        catch (Exception e) when (e is SystemCallException or IOException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>When the newest record of a live run was written; null when there is none.</summary>
    public static DateTimeOffset? ReadLastTime(Run run)
    {
        try
        {
            using LogReader log = run.OpenLog();
            long last = log.GetExtent().LastSequence;
            if (last == 0) return null;
            log.SeekToSequence(last);
            return log.TryRead(out LogRecord record) ? LogTime.Of(record.TimeNs) : null;
        }
        catch (Exception e) when (e is SystemCallException or IOException or InvalidDataException)
        {
            return null;
        }
    }

    private static ImmutableArray<string> Read(LogReader log, int lines, SecretSet? secrets)
    {
        var text = new SecretLines(secrets);
        log.SeekToTail(lines);
        if (secrets is not null && log.TryRead(out LogRecord first))
        {
            // A line may begin in the middle of the other stream's secret. More lines than are wanted do no harm here.
            long sequence = first.Sequence;
            log.SeekToSequence(SecretPriming.Begin(log, sequence - 1, secrets));
            while (log.TryRead(out LogRecord before) && before.Sequence < sequence) text.Prime(before.Stream, before.Bytes);
            log.SeekToSequence(sequence);
        }
        var reader = new LineReader(log);
        var kept = new Queue<string>(lines);
        void Keep(in LogLine line)
        {
            if (line.Kind != LogRecordKind.Output) return;
            if (kept.Count == lines) kept.Dequeue();
            kept.Enqueue(Text(text.Text(line)));
        }
        LogLine line;
        while (reader.TryRead(out line)) Keep(line);
        while (reader.TryReadPartial(out line, ended: true)) Keep(line);
        return [.. kept];
    }

    private static string Text(string text)
    {
        if (text.EndsWith('\r')) text = text[..^1];
        return text.Length <= GreatestLine ? text : string.Concat(text.AsSpan(0, GreatestLine), "…");
    }
}
