using System.Diagnostics;
using System.Globalization;
using Drover.Engine;
using Drover.Runs;
using Drover.Runs.Logs;

namespace Drover.Benchmarks;

/// <summary>An ended run with a log of many small records, as a program that writes line by line leaves it.</summary>
internal static class LargeLog
{
    private const long SpacingNs = 3_600_000;

    /// <summary>Makes it: <paramref name="records"/> lines of <paramref name="length"/> bytes, 3.6 ms apart, the last one now.</summary>
    /// <remarks>Prints the run's id, the times of the 100th record from the end and of the one in the middle, and of the 99th after that.</remarks>
    public static void Make(int records, int length)
    {
        using var store = new RunStore();
        using Run run = DurableRuns.Start(store, ["/bin/true"]);
        _ = run.Wait();
        long last = (TimeProvider.System.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100;
        long first = last - (records - 1L) * SpacingNs;
        byte[] line = new byte[length];
        for (int i = 0; i < length; i++) line[i] = (byte)('a' + i % 26);
        line[^1] = (byte)'\n';
        long begin = Stopwatch.GetTimestamp();
        using (LogWriter writer = LogWriter.Open(new ByteString(run.Directory), LogOptions.Unlimited))
        {
            for (int i = 0; i < records; i++)
            {
                i.TryFormat(line, out _, "D10", CultureInfo.InvariantCulture);
                writer.Append(LogStream.Stdout, first + i * SpacingNs, line);
            }
            if (writer.Position is { LostBytes: > 0 } position) throw new InvalidOperationException($"{position.LostBytes} bytes found no room on the disk.");
        }
        using LogReader log = run.OpenLog();
        LogExtent extent = log.GetExtent();
        if (extent.LastSequence != records || extent.Bytes != (long)records * length)
            throw new InvalidOperationException($"The log holds {extent.LastSequence} records and {extent.Bytes} bytes.");
        Report.Text("id", run.Id);
        Report.Text("late", Time(first + (records - 100L) * SpacingNs));
        Report.Text("middle", Time(first + records / 2 * SpacingNs));
        Report.Text("middle_end", Time(first + (records / 2 + 99L) * SpacingNs));
        Report.Value("append_ns", Stopwatch.GetElapsedTime(begin).TotalNanoseconds / records);
    }

    private static string Time(long ns) => new DateTimeOffset(DateTimeOffset.UnixEpoch.Ticks + ns / 100, TimeSpan.Zero).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
