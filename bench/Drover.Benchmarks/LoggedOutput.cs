using System.Diagnostics;
using Drover.Engine.EventLoops;
using Drover.Engine.Processes;
using Drover.Runs;
using Drover.Runs.Logs;

namespace Drover.Benchmarks;

/// <summary>How long a durable run takes to have so many bytes of output in its log.</summary>
internal static class LoggedOutput
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Prints the milliseconds from before the start until all bytes are in the log and indexed, and until the run reads ended, which is after the log was
    /// brought to the disk (fsync(2)). Removes the run.
    /// </summary>
    public static void Run(long bytes, string[] command)
    {
        using var store = new RunStore();
        using var loop = new EventLoop();
        long begin = Stopwatch.GetTimestamp();
        using Run run = DurableRuns.Start(store, command);
        // Looking into 30 segments again and again would take from what is measured: it begins when the producer has written everything.
        bool written = false;
        using (ProcessEndWatch.Start(loop, run.ReadStatus().Leader, () => written = true)) loop.RunUntil(() => written, s_patience);
        using LogReader log = run.OpenLog();
        while (log.GetExtent().Bytes < bytes)
        {
            if (Stopwatch.GetElapsedTime(begin) > s_patience) throw new InvalidOperationException($"Only {log.GetExtent().Bytes} of {bytes} bytes came into the log.");
            loop.RunOnce(s_look);
        }
        Report.Value("logged_ms", Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        RunStatus status = run.Wait();
        Report.Value("ended_ms", Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        Report.Value("records", status.LogRecords);
        if (status.LogBytes != bytes || status.LogLostBytes != 0 || status.ExitStatus != 0)
            throw new InvalidOperationException($"The run kept {status.LogBytes} of {bytes} bytes, lost {status.LogLostBytes} and ended with {status.ExitStatus}.");
        // Its shim lets go of the directory a moment after its last word.
        while (run.IsHeld) loop.RunOnce(s_look);
        store.Remove(run);
    }
}
