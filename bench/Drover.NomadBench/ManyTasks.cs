using System.Diagnostics;
using System.Globalization;
using Drover.Nomad.Protocol.Driver;
using Google.Protobuf.WellKnownTypes;

namespace Drover.NomadBench;

/// <summary>Many tasks at once: started, watched, recovered after the plugin was killed, stopped.</summary>
internal static class ManyTasks
{
    private const double Megabyte = 1e6;
    private const int Settling = 3;

    public static async Task RunAsync(string plugin, string work, int count, int seconds)
    {
        using var first = new Plugin(plugin, work);
        await first.ConfigureAsync();
        TaskConfig[] tasks = [.. Enumerable.Range(0, count).Select(_ => new Allocation(work).Task("/bin/sleep", "100000"))];
        long begin = Stopwatch.GetTimestamp();
        StartTaskResponse[] started = await Task.WhenAll(tasks.Select(task => first.Client.CallAsync(Allocation.Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser)));
        Report.Value("start_all_ms", Since(begin));

        // What an agent keeps open: the wait for the end, and the statistics.
        int samples = 0;
        Task[] open = [.. tasks.SelectMany(task => (Task[])
        [
            first.Client.CallAsync(Allocation.Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser),
            first.Client.ListenAsync(Allocation.Driver + "TaskStats", new TaskStatsRequest { TaskId = task.Id, CollectionInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) }, () => Interlocked.Increment(ref samples)),
        ]), first.Client.ListenAsync(Allocation.Driver + "Fingerprint", new FingerprintRequest(), static () => { })];
        await Task.Delay(TimeSpan.FromSeconds(Settling));
        (double cpu, int heard, begin) = (CpuSeconds(first.Pid), samples, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        double passed = Since(begin) / 1000;
        Report.Value("cpu_percent", (CpuSeconds(first.Pid) - cpu) / passed * 100);
        Report.Value("samples_per_second", (samples - heard) / passed);
        Report.Value("plugin_mb", Kilobytes($"/proc/{first.Pid}/status", "VmRSS:") * 1024 / Megabyte);
        foreach (int shim in Shims(first.State)) Report.Value("shim_mb", Kilobytes($"/proc/{shim}/smaps_rollup", "Pss:") * 1024 / Megabyte);

        begin = Stopwatch.GetTimestamp();
        await first.KillAsync();
        // All of them fail: their plugin is gone.
        await Task.WhenAll(open.Select(call => call.ContinueWith(static _ => { }, TaskScheduler.Default)));
        using var second = new Plugin(plugin, work);
        await second.ConfigureAsync();
        long recovering = Stopwatch.GetTimestamp();
        await Task.WhenAll(started.Select(task => second.Client.CallAsync(Allocation.Driver + "RecoverTask", new RecoverTaskRequest { Handle = task.Handle }, RecoverTaskResponse.Parser)));
        Report.Value("recover_ms", Since(begin));
        Report.Value("recover_calls_ms", Since(recovering));
        InspectTaskResponse[] seen = await Task.WhenAll(tasks.Select(task => second.Client.CallAsync(Allocation.Driver + "InspectTask", new InspectTaskRequest { TaskId = task.Id }, InspectTaskResponse.Parser)));
        Report.Value("lost", seen.Count(task => task.Task.State != TaskState.Running));

        begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(tasks.Select(task => second.Client.CallAsync(Allocation.Driver + "StopTask", new StopTaskRequest { TaskId = task.Id, Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)), Signal = "SIGKILL" }, StopTaskResponse.Parser)));
        Report.Value("stop_all_ms", Since(begin));
        await Task.WhenAll(tasks.Select(task => second.Client.CallAsync(Allocation.Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id, Force = true }, DestroyTaskResponse.Parser)));
        await second.ShutDownAsync();
    }

    private static double Since(long begin) => Stopwatch.GetElapsedTime(begin).TotalMilliseconds;

    // User and system time, in ticks of a hundredth of a second (proc_pid_stat(5)).
    private static double CpuSeconds(int pid)
    {
        string text = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
    }

    private static double Kilobytes(string file, string name) =>
        double.Parse(File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    // Each has the path of its run as its last argument.
    private static IEnumerable<int> Shims(string state) => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).OfType<string>()
        .Where(name => int.TryParse(name, out int _) && CommandLine(name).Contains($"hold\0{state}/runs/", StringComparison.Ordinal)).Select(name => int.Parse(name, CultureInfo.InvariantCulture));

    private static string CommandLine(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            // It has just ended.
            return "";
        }
    }
}
