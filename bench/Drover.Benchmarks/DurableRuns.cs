using System.Diagnostics;
using System.Globalization;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Runs;
using Drover.Runs.Control;

namespace Drover.Benchmarks;

/// <summary>Durable runs by the library, without the command line.</summary>
internal static class DurableRuns
{
    /// <summary>Starts one and finds it again, as another program would: what started it is not to be a part of it.</summary>
    public static Run Start(RunStore store, string[] command)
    {
        using Run started = store.Start(Spec(command));
        return store.Open(started.Id);
    }

    /// <summary>Starts so many runs, one after the other, and prints the milliseconds of all.</summary>
    public static void Start(int count, string[] command)
    {
        long begin = Stopwatch.GetTimestamp();
        using var store = new RunStore();
        for (int i = 0; i < count; i++) store.Start(Spec(command)).Dispose();
        Report.Number(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
    }

    /// <summary>Prints the pids of shim and leader of each live run.</summary>
    public static void List()
    {
        using var store = new RunStore();
        foreach (RunStatus status in store.List())
            if (status.State != RunState.Ended) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status.Shim.Pid} {status.Leader.Pid}"));
    }

    /// <summary>Stops all live runs together and prints the milliseconds until the last has ended.</summary>
    public static void StopAll()
    {
        long begin = Stopwatch.GetTimestamp();
        using var store = new RunStore();
        var asked = new List<(Run Run, ControlClient Shim)>();
        foreach (string id in store.Ids())
        {
            if (store.TryOpenId(id) is not { } run) continue;
            if (run.Connect() is { } shim && shim.SendRequest("stop")) asked.Add((run, shim));
            else run.Dispose();
        }
        foreach ((Run run, ControlClient shim) in asked)
        {
            while (shim.Receive() is not null) { }
            shim.Dispose();
            _ = run.Wait();
            run.Dispose();
        }
        Report.Number(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
    }

    private static RunSpec Spec(string[] words) => new()
    {
        Command = [.. words.Select(word => new ByteString(word))],
        WorkingDirectory = "/",
        Environment = ProcessEnvironment.Inherited,
    };
}
