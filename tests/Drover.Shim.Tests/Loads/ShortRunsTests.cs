using System.Diagnostics;
using System.Globalization;
using Drover.Runs;
using Drover.Shim.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Shim.Tests.Loads;

/// <summary>Thousands of short runs leave nothing behind but their records: 2,000, and 100,000 with DROVER_SOAK=1.</summary>
/// <remarks>
/// "No zombie of ours at any look" can't be had of any parent: a process that has just ended is one until its parent gets a processor. What is asserted: none
/// is seen at two looks more than a second apart, plus three times what the watch itself had to wait for a processor (a parent needs a few turns, the watch one),
/// and none at all at the end. Measured on two busy processors: 0.16 s and 0.4 s with five to ten programs for each, 0.6 s with twelve, 0.9 s with fifteen.
/// That 10,000 take at most 90 s (27, 30, 39 and 56 s then) is printed and not asserted: it speaks of the machine as much as of us. What hangs is ended by the
/// limit of test.sh for a project.
/// </remarks>
[Collection(nameof(AloneCollection))]
public sealed class ShortRunsTests(ITestOutputHelper output)
{
    private const int AtATime = 16;
    private static readonly TimeSpan s_longestZombie = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Thousands_of_runs_sixteen_at_a_time_lose_and_leak_nothing()
    {
        int count = Environment.GetEnvironmentVariable("DROVER_SOAK") == "1" ? 100_000 : 2_000;
        // In memory: 60,000 files are to be removed afterwards, which says nothing about us.
        using var directory = new TemporaryDirectory(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
        using var store = new TestStore(directory["state"]);
        // Once before the look, so that what is opened for good is open.
        Check(store, 0);
        var leaks = new LeakCheck();
        using var watch = new ZombieWatch();
        long began = Stopwatch.GetTimestamp();
        int next = 0;
        // Threads, not tasks: a start blocks for some milliseconds.
        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        Thread[] threads = [.. Enumerable.Range(0, AtATime).Select(_ => new Thread(() =>
        {
            for (int i = Interlocked.Increment(ref next); i <= count && failures.IsEmpty; i = Interlocked.Increment(ref next))
                if (Check(store, i) is { } failure) failures.Enqueue(failure);
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        watch.Dispose();
        output.WriteLine($"{count} runs in {took.TotalSeconds:0.0} s (10,000 may take 90), {took.TotalMilliseconds / count:0.00} ms each");
        output.WriteLine($"{watch.Looks} looks, {watch.Seen} zombies seen, the longest for {watch.Longest.TotalMilliseconds:0} ms: {watch.Oldest}; the watch came {watch.Latest.TotalMilliseconds:0} ms late at most");

        failures.ShouldBeEmpty();
        watch.Longest.ShouldBeLessThan(s_longestZombie + 3 * watch.Latest);
        await Eventually.BecomesAsync(ZombieWatch.Find, zombies => zombies.Count == 0, TimeSpan.FromSeconds(5));
        await leaks.NothingLeftAsync(TimeSpan.FromSeconds(5), threads: "drover-");
        IReadOnlyList<RunStatus> all = store.Store.List();
        all.Count.ShouldBe(count + 1);
        all.Count(status => status is { State: RunState.Ended, Outcome: RunOutcome.Exited, LogRecords: 1, LogLostBytes: 0 }).ShouldBe(count + 1);
        store.Store.ListLive().ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(store.Path, "live")).ShouldBeEmpty();
    }

    private static string? Check(TestStore store, int number)
    {
        string word = number.ToString(CultureInfo.InvariantCulture);
        (Run run, RunStatus status) = store.Run(store.Spec("/bin/sh", "-c", "echo \"run $0\"; exit $(($0 % 256))", word));
        using (run)
        {
            if (status.Outcome != RunOutcome.Exited || status.ExitStatus != number % 256) return $"{number}: {status}";
            string text = TestStore.Text(run);
            return text == $"run {number}\n" ? null : $"{number}: '{text}'";
        }
    }
}
