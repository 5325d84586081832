using System.Diagnostics;
using System.Globalization;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Runs;
using Drover.Shim.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Shim.Tests.Deaths;

/// <summary>Whoever asked may be killed at any moment: the run is found with all its output and its true status, or says that it never began.</summary>
[Collection(nameof(AloneCollection))]
public sealed class AskerDeathTests(ITestOutputHelper output)
{
    private const int Kills = 200;
    private const int AtATime = 4;
    private const int Bytes = 200_000;

    [Fact]
    public async Task Run_is_found_whole_after_its_asker_was_killed_at_any_moment()
    {
        using var store = new TestStore();
        int kills = Environment.GetEnvironmentVariable("DROVER_SOAK") == "1" ? Kills * 20 : Kills;
        long began = Stopwatch.GetTimestamp();
        // The moments are spread over what one takes here and now, and half as long again.
        TimeSpan once = Enumerable.Range(0, 5).Select(i => AskAndKill(store, -1 - i, TimeSpan.FromSeconds(60)).Took).Order().ElementAt(2) * 1.5;
        int next = 0, killed = 0;
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(() =>
        {
            for (int i = Interlocked.Increment(ref next); i <= kills; i = Interlocked.Increment(ref next))
                if (AskAndKill(store, i, once * new Random(i).NextDouble()).Killed) Interlocked.Increment(ref killed);
        })));

        int whole = 0, neverBegun = 0;
        using var afterwards = new RunStore(store.Path);
        foreach (string id in afterwards.Ids())
        {
            using Run run = afterwards.Open(id);
            RunStatus status = run.Wait();
            if (status.Outcome == RunOutcome.Lost)
            {
                status.Reason.ShouldBe("whoever asked for it died before it was started");
                TestStore.Output(run).ShouldBeEmpty();
                neverBegun++;
                continue;
            }
            int seed = int.Parse(run.ReadSpec().Command[^1].ToString(), CultureInfo.InvariantCulture);
            status.Outcome.ShouldBe(RunOutcome.Exited, $"{id}: {status}");
            status.ExitStatus.ShouldBe(seed % 200);
            status.LogBytes.ShouldBe(Bytes);
            status.LogLostBytes.ShouldBe(0);
            TestStore.Hash(run).ShouldBe(TestStore.Hash(Bytes, (ulong)seed));
            whole++;
        }
        store.Alive().ShouldBeEmpty();
        afterwards.ListLive().ShouldBeEmpty();
        output.WriteLine($"{kills} askers, one takes {once.TotalMilliseconds / 1.5:0} ms, {killed} of them killed before their end: {whole} runs whole, {neverBegun} never begun, {kills - whole - neverBegun} never asked for; {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        // Kills that all come too early or too late would show nothing.
        killed.ShouldBeGreaterThan(kills / 4);
        whole.ShouldBeGreaterThan(kills / 4);
    }

    private static (bool Killed, TimeSpan Took) AskAndKill(TestStore store, int number, TimeSpan after)
    {
        int seed = Math.Abs(number);
        string script = $"'{TestPrograms.Path}' write --bytes {Bytes} --chunk 4096 --seed $0; exit $(($0 % 200))";
        ProcessSpec asker = ProcessSpec.Of(TestPrograms.Asker, store.Path, "--", "/bin/sh", "-c", script, seed.ToString(CultureInfo.InvariantCulture)) with { Environment = store.Environment };
        long began = Stopwatch.GetTimestamp();
        using Pipeline pipeline = store.Engine.Start(asker.Redirect(Redirection.Null(1)));
        _ = pipeline.Completion.Wait(after);
        pipeline.Signal(Signal.KILL);
        return (pipeline.Wait().Last == WaitStatus.Signalled(Signal.KILL), Stopwatch.GetElapsedTime(began));
    }
}
