using System.Diagnostics;
using System.Globalization;
using Drover.Runs;
using Drover.Shim.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Shim.Tests.Loads;

/// <summary>Many live runs are cheap, and end together.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ManyRunsTests(ITestOutputHelper output)
{
    private const int Count = 200;
    private const double MostKilobytes = 1.5 * 1024;

    [Fact]
    public void Two_hundred_silent_runs_take_little_memory_each_and_are_stopped_together()
    {
        using var store = new TestStore();
        var runs = new Run[Count];
        Parallel.For(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => runs[i] = store.Start(store.Spec("/bin/sleep", "1000")));
        IReadOnlyList<RunStatus> live = store.Store.ListLive();
        live.Count.ShouldBe(Count);
        double kilobytes = live.Average(status => Proportional(status.Shim.Pid));

        long began = Stopwatch.GetTimestamp();
        IReadOnlyList<RunStatus> stopped = store.Store.StopAll(runs);
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        output.WriteLine($"{Count} shims: {kilobytes:0} KiB each (proportional share); stopped in {took.TotalSeconds:0.00} s");
        stopped.ShouldAllBe(status => status.Outcome == RunOutcome.Stopped && status.LeaderStatus.ExitStatus == 143);
        store.Alive().ShouldBeEmpty();
        store.Store.ListLive().ShouldBeEmpty();
        kilobytes.ShouldBeLessThan(MostKilobytes);
        foreach (Run run in runs) run.Dispose();
    }

    private static long Proportional(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/smaps_rollup").Single(text => text.StartsWith("Pss:", StringComparison.Ordinal));
        return long.Parse(line[4..^2], CultureInfo.InvariantCulture);
    }
}
