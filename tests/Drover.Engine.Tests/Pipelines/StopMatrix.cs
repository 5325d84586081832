using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Pipelines;

/// <summary>Every hostile tree is stopped, in a contained pipeline; with and without subreaping.</summary>
public abstract class StopMatrix(bool subreaper) : EngineTest
{
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(400);
    private readonly RecordingObserver _observer = new();

    /// <summary>Verb and options; how many processes; how many of them need SIGKILL; the leader's true status.</summary>
    public static TheoryData<string, int, int, string> Trees { get; } = new()
    {
        { "obey", 1, 0, "killed by SIGTERM" },
        { "ignore-term", 1, 1, "killed by SIGKILL" },
        { "fork-children 3", 4, 0, "killed by SIGTERM" },
        { "fork-children 3 --ignore-term", 4, 3, "killed by SIGTERM" },
        { "double-fork", 2, 0, "killed by SIGTERM" },
        { "double-fork --ignore-term", 2, 1, "killed by SIGTERM" },
        { "setsid-escape", 2, 0, "killed by SIGTERM" },
        { "setsid-escape --ignore-term", 2, 1, "killed by SIGTERM" },
        { "self-stop", 1, 0, "killed by SIGTERM" },
        { "main-thread-ends", 1, 0, "killed by SIGTERM" },
        { "leader-exits-first 5", 1, 0, "exited with 5" },
        { "leader-exits-first 5 --ignore-term", 1, 1, "exited with 5" },
        { "trap-term-exit-0", 1, 0, "exited with 0" },
        { "close-stdio", 1, 0, "killed by SIGTERM" },
        { "grandchild-holds-pipe 6", 1, 0, "exited with 6" },
        { "grandchild-holds-pipe 6 --ignore-term", 1, 1, "exited with 6" },
        { "fork-bomb-bounded 40", 40, 0, "killed by SIGTERM" },
    };

    protected override EngineOptions Options => new() { Subreaper = subreaper, Observer = _observer };

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task Stop_leaves_nobody(string tree, int processes, int killed, string status)
    {
        (Pipeline pipeline, int[] pids) = await StartTree(tree);
        StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, s_grace));
        CheckReport(report, pids, processes, killed);
        pipeline.Status!.Last.ToString().ShouldBe(status);
        _observer.Events.ShouldContain($"stopping {processes}");
        _observer.Events.Any(e => e.StartsWith("escalating", StringComparison.Ordinal)).ShouldBe(killed > 0);
        _observer.Events.Last().ShouldBe("over");
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task Stop_all_leaves_nobody(string tree, int processes, int killed, string status)
    {
        (Pipeline pipeline, int[] pids) = await StartTree(tree);
        StopReport report = (await Engine.StopAllAsync(s_grace)).Single();
        CheckReport(report, pids, processes, killed);
        pipeline.Status!.Last.ToString().ShouldBe(status);
        (await Engine.StopAllAsync(s_grace)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task Kill_needs_no_grace(string tree, int processes, int killed, string status)
    {
        _ = killed;
        (Pipeline pipeline, int[] pids) = await StartTree(tree);
        StopReport report = await pipeline.StopAsync(StopPolicy.Kill);
        CheckReport(report, pids, processes, processes);
        pipeline.Status!.Last.ToString().ShouldBe(status.StartsWith("exited", StringComparison.Ordinal) && status != "exited with 0" ? status : "killed by SIGKILL");
    }

    private async Task<(Pipeline Pipeline, int[] Pids)> StartTree(string tree)
    {
        ByteString[] arguments = [.. tree.Split(' ').Select(word => (ByteString)word)];
        (Pipeline pipeline, int[] pids) = StartReady(PipelineSpec.Of(Program(arguments)) with { Contained = true });
        pids.ShouldContain(pipeline.Stages[0].Pid);
        if (tree.StartsWith("leader-exits-first", StringComparison.Ordinal) || tree.StartsWith("grandchild-holds-pipe", StringComparison.Ordinal))
        {
            await pipeline.Completion;
            Engine.Live.ShouldBeEmpty();
        }
        if (tree == "self-stop") await Eventually.IsTrueAsync(() => pipeline.Stages[0].Status.Kind == WaitStatusKind.Stopped);
        return (pipeline, pids);
    }

    private static void CheckReport(StopReport report, int[] pids, int processes, int killed)
    {
        pids.Where(ProcessTable.IsAlive).ShouldBeEmpty();
        report.IsEmpty.ShouldBeTrue();
        report.Signalled.ShouldBe(processes);
        report.Killed.Length.ShouldBe(killed);
        report.Killed.ShouldBeSubsetOf(pids);
        report.Escalated.ShouldBe(killed > 0);
        report.Elapsed.ShouldBeLessThan(s_grace + TimeSpan.FromSeconds(1));
    }
}
