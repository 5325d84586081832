using System.Collections.Concurrent;
using System.Diagnostics;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Stopping;

/// <summary>Carries the cases of the stop matrix out, several at a time; each is a tree of its own in a state directory of its own.</summary>
public sealed class StopMatrix : IDisposable
{
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
    private const int AtATime = 6;

    private readonly ConcurrentDictionary<(string Tree, string Way), Task<StopResult>> _cases = [];
    private readonly SemaphoreSlim _slots = new(AtATime);

    public static IReadOnlyList<string> Ways { get; } = ["stop", "timeout", "stop of all", "SIGKILL of the asker"];

    /// <summary>The result of a case. The first call begins them all.</summary>
    public Task<StopResult> ResultAsync(string tree, string way)
    {
        lock (_cases)
        {
            if (_cases.IsEmpty)
            {
                foreach (string each in Ways)
                {
                    Task<Dictionary<string, StopResult>>? all = each == "stop of all" ? Task.Run(() => WithSlot(StopAll)) : null;
                    foreach ((string name, StopCase kind) in StopCase.Trees)
                    {
                        _cases[(name, each)] = all is not null ? all.ContinueWith(t => t.Result[name], TaskScheduler.Default)
                            : Task.Run(() => WithSlot(() => each switch
                            {
                                "stop" => Stop(kind),
                                "timeout" => TimeOut(kind),
                                _ => KillAsker(kind),
                            }));
                    }
                }
            }
        }
        return _cases[(tree, way)];
    }

    public void Dispose() => _slots.Dispose();

    private T WithSlot<T>(Func<T> work)
    {
        _slots.Wait();
        try
        {
            return work();
        }
        finally
        {
            _slots.Release();
        }
    }

    // A leader that is about to end by itself has not yet: a stop that comes before is its outcome.
    private static int[] WaitUntilReady(Run run, StopCase kind)
    {
        int[] pids = TestStore.WaitUntilReady(run);
        if (kind.EndsByItself) Eventually.IsTrue(() => TestStore.EventKinds(run).Contains("leader-ended"));
        return pids;
    }

    private static RunSpec Spec(TestStore store, StopCase kind) => store.Program(kind.Verb.Split(' ')) with { Grace = Grace };

    private static StopResult Stop(StopCase kind)
    {
        using var store = new TestStore();
        using Run run = store.Start(Spec(store, kind));
        int[] pids = WaitUntilReady(run, kind);
        long began = Stopwatch.GetTimestamp();
        return Result(store, run, run.Stop(), began, pids);
    }

    private static StopResult TimeOut(StopCase kind)
    {
        using var store = new TestStore();
        var timeout = TimeSpan.FromMilliseconds(1500);
        long began = Stopwatch.GetTimestamp();
        using Run run = store.Start(Spec(store, kind) with { Timeout = timeout });
        int[] pids = TestStore.WaitUntilReady(run);
        // A leader that ends by itself does not wait for its timeout.
        long due = kind.EndsByItself ? began : began + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
        return Result(store, run, run.Wait(), due, pids);
    }

    private static Dictionary<string, StopResult> StopAll()
    {
        using var store = new TestStore();
        var runs = StopCase.Trees.ToDictionary(tree => tree.Key, tree => store.Start(Spec(store, tree.Value)));
        var pids = runs.ToDictionary(run => run.Key, run => WaitUntilReady(run.Value, StopCase.Trees[run.Key]));
        long began = Stopwatch.GetTimestamp();
        IReadOnlyList<RunStatus> statuses = store.Store.StopAll([.. runs.Values]);
        var results = new Dictionary<string, StopResult>();
        foreach ((string name, Run run) in runs) results[name] = Result(store, run, statuses[results.Count], began, pids[name]);
        foreach (Run run in runs.Values) run.Dispose();
        return results;
    }

    private static StopResult KillAsker(StopCase kind)
    {
        using var store = new TestStore();
        Pipeline asker = store.Engine.Start(
            (ProcessSpec.Of(TestPrograms.Asker, [store.Path, "--grace", $"{Grace.TotalMilliseconds}", "--", TestPrograms.Path, .. kind.Verb.Split(' ').Select(w => new ByteString(w))])
                with
            { Environment = store.Environment }).Redirect(Redirection.PipeFromChild(1)));
        string id = ReadLine(asker.Stages[0].TakePipe(1));
        using Run run = store.Store.Open(id);
        int[] pids = TestStore.WaitUntilReady(run);
        asker.Signal(Signal.KILL);
        asker.Wait().Last.ShouldBe(WaitStatus.Signalled(Signal.KILL));
        if (!kind.EndsByItself)
        {
            run.IsHeld.ShouldBeTrue();
            run.ReadStatus().State.ShouldBe(RunState.Running);
            ProcessTable.IsAlive(pids[0]).ShouldBeTrue();
        }
        long began = Stopwatch.GetTimestamp();
        return Result(store, run, kind.EndsByItself ? run.Wait() : run.Stop(), began, pids);
    }

    private static StopResult Result(TestStore store, Run run, RunStatus status, long began, int[] pids)
    {
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        return new StopResult(status, took, [.. store.Alive().Where(p => pids.Contains(p.Pid) || p.Pid == pids[0]).Select(p => p.ToString())], pids, TestStore.EventKinds(run));
    }

    private static string ReadLine(Descriptor pipe)
    {
        var line = new List<byte>();
        Span<byte> one = stackalloc byte[1];
        using (pipe)
        {
            while (pipe.Read(one) == 1 && one[0] != (byte)'\n') line.Add(one[0]);
        }
        return System.Text.Encoding.ASCII.GetString([.. line]);
    }
}
