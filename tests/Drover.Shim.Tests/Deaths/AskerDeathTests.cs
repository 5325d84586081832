using System.Collections.Concurrent;
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
/// <remarks>200 kills that each ended a live asker, 50 at each of four moments; 4,000 with DROVER_SOAK=1. Askers that were quicker than their kill are not counted.</remarks>
[Collection(nameof(AloneCollection))]
public sealed class AskerDeathTests(ITestOutputHelper output) : IDisposable
{
    private const int AtATime = 3;
    private const int Bytes = 200_000;
    private const int Chunk = 4096;
    private static readonly AskerMoment[] s_moments = Enum.GetValues<AskerMoment>();

    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Run_is_found_whole_after_its_asker_was_killed_at_any_moment()
    {
        int each = (Environment.GetEnvironmentVariable("DROVER_SOAK") == "1" ? 4000 : 200) / s_moments.Length;
        long began = Stopwatch.GetTimestamp();
        // How long it takes here and now until a run is started.
        TimeSpan start = Enumerable.Range(1, 5).Select(i => AskAndKill(-i, AskerMoment.JustAfter, TimeSpan.Zero, 0).After).Order().ElementAt(2);
        var kills = new ConcurrentBag<KilledAsker>();
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Factory.StartNew(() =>
        {
            while (true)
            {
                int seed = Interlocked.Increment(ref next);
                AskerMoment[] wanted = [.. s_moments.Where(moment => kills.Count(kill => kill.WasAlive && kill.Moment == moment) < each)];
                if (wanted.Length == 0 || seed > 40 * each) return;
                kills.Add(AskAndKill(seed, wanted[seed % wanted.Length], start, new Random(seed).NextDouble()));
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        int neverBegun = 0;
        var whole = new Dictionary<string, RunStatus>();
        using var afterwards = new RunStore(_store.Path);
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
            whole.Add(id, status);
        }
        _store.Alive().ShouldBeEmpty();
        afterwards.ListLive().ShouldBeEmpty();

        output.WriteLine($"{kills.Count} askers in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s; {kills.Count(kill => !kill.WasAlive)} had ended before they were killed; {whole.Count} runs whole, {neverBegun} never begun, {kills.Count + 5 - whole.Count - neverBegun} never asked for");
        foreach (AskerMoment moment in s_moments)
        {
            KilledAsker[] hit = [.. kills.Where(kill => kill.WasAlive && kill.Moment == moment).OrderBy(kill => kill.After)];
            int recorded = hit.Count(kill => kill.Id is not null && whole.TryGetValue(kill.Id, out RunStatus? status) && status.EndedAt <= kill.At);
            output.WriteLine($"{moment}: {hit.Length} killed, {Milliseconds(hit, 0)}, {Milliseconds(hit, hit.Length / 2)}, {Milliseconds(hit, hit.Length - 1)} ms after their spawn (least, median, most); {recorded} after the end of the run");
            hit.Length.ShouldBeGreaterThanOrEqualTo(each, moment.ToString());
            // Whatever had been started is there, with its end.
            if (moment != AskerMoment.BeforeSpawn) hit.ShouldAllBe(kill => whole.ContainsKey(kill.Id!));
        }
    }

    private static string Milliseconds(KilledAsker[] kills, int index) =>
        index >= 0 && index < kills.Length ? kills[index].After.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) : "-";

    private KilledAsker AskAndKill(int number, AskerMoment aim, TimeSpan start, double fraction)
    {
        int seed = Math.Abs(number);
        string name = $"asked-{(number < 0 ? "before-" : "")}{seed}";
        string script = $"'{TestPrograms.Path}' write --bytes {Bytes} --chunk {Chunk} --pause 1 --seed $0; exit $(($0 % 200))";
        ProcessSpec asker = ProcessSpec.Of(TestPrograms.Asker, _store.Path, "--name", name, "--", "/bin/sh", "-c", script, seed.ToString(CultureInfo.InvariantCulture)) with { Environment = _store.Environment };
        long began = Stopwatch.GetTimestamp();
        using Pipeline pipeline = _store.Engine.Start(asker.Redirect(Redirection.Null(1)));
        TimeSpan delay = aim switch
        {
            AskerMoment.BeforeSpawn => start * fraction,
            // Few, as little time passes until the first output, or until the asker is told of the end.
            AskerMoment.JustAfter or AskerMoment.AtExit => TimeSpan.FromMilliseconds(2 * fraction),
            _ => TimeSpan.Zero,
        };
        long goal = aim == AskerMoment.MidOutput ? 1 + (long)(fraction * (Bytes - Chunk)) : aim == AskerMoment.AtExit ? Bytes : 0;
        long reached = began;
        if (aim != AskerMoment.BeforeSpawn)
        {
            while (!pipeline.Completion.IsCompleted && Look(name) is var (moment, _, length) && (moment == AskerMoment.BeforeSpawn || length < goal))
            {
                if (goal - length < 2 * Chunk) Thread.Yield();
                else _ = pipeline.Completion.Wait(1);
            }
            reached = Stopwatch.GetTimestamp();
        }
        while (Stopwatch.GetElapsedTime(reached) < delay) Thread.Yield();
        (AskerMoment at, string? id, _) = Look(name);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        TimeSpan after = Stopwatch.GetElapsedTime(began);
        pipeline.Signal(Signal.KILL);
        return new KilledAsker(seed, at, id, now, after, pipeline.Wait().Last == WaitStatus.Signalled(Signal.KILL));
    }

    // By the files alone (docs/run-format.md): a store would take its time, and settle what it finds.
    private (AskerMoment Moment, string? Id, long Length) Look(string name)
    {
        string path = Path.Combine(_store.Path, "names", name);
        if (!File.Exists(path)) return (AskerMoment.BeforeSpawn, null, 0);
        string id = File.ReadAllText(path), directory = Path.Combine(_store.Path, "runs", id);
        if (!File.Exists(Path.Combine(directory, "status.json"))) return (AskerMoment.BeforeSpawn, id, 0);
        var log = new FileInfo(Path.Combine(directory, "out.log"));
        long length = log.Exists ? log.Length : 0;
        return (length == 0 ? AskerMoment.JustAfter : length < Bytes ? AskerMoment.MidOutput : AskerMoment.AtExit, id, length);
    }
}
