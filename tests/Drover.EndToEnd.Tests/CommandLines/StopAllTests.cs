using System.Diagnostics;
using Drover.EndToEnd.Tests.TestSupport;
using Drover.Runs;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>drover stop --all, with every hostile tree alive at once: one budget for all of them together.</summary>
[Collection(nameof(AloneCollection))]
public sealed class StopAllTests(ITestOutputHelper output) : CommandLineTest
{
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(1);

    // The verb of the test program, and the exit status to be recorded: of its first process, which may have ended long before.
    private static readonly (string Verb, int Status)[] s_trees =
    [
        ("obey", 143),
        ("ignore-term", 137),
        ("fork-children 3", 143),
        ("double-fork --ignore-term", 143),
        ("setsid-escape --ignore-term", 143),
        ("self-stop", 143),
        ("leader-exits-first 7 --ignore-term", 7),
        ("trap-term-exit-0", 0),
        ("close-stdio", 143),
        ("grandchild-holds-pipe 5 --ignore-term", 5),
    ];

    [Fact]
    public void Ten_hostile_trees_are_gone_within_one_grace_and_a_second()
    {
        // With "wait" those whose first process ends at once are alive too when the stop comes.
        Run[] runs = [.. s_trees.Select(tree => State.Start(State.Program(tree.Verb.Split(' ')) with { Grace = s_grace, Leftovers = LeftoverPolicy.Wait }))];
        int[][] pids = [.. runs.Select(TestStore.WaitUntilReady)];
        State.Store.ListLive().Count.ShouldBe(s_trees.Length);
        int alive = State.Alive().Count(process => process.Command != "drover-shim");

        long began = Stopwatch.GetTimestamp();
        ProgramResult result = Drover("stop", "--all");
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        int left = State.Alive().Count;
        output.WriteLine($"{s_trees.Length} trees of {alive} processes in {took.TotalMilliseconds:0} ms");
        left.ShouldBe(0);
        foreach (int pid in pids.SelectMany(each => each)) ProcessTable.IsAlive(pid).ShouldBeFalse();
        result.ShouldBe(new ProgramResult(0, result.Output, ""));
        result.Output.TrimEnd('\n').Split('\n').ShouldBe(runs.Select(run => run.Id), ignoreOrder: true);
        took.ShouldBeLessThan(s_grace + s_slack);
        for (int i = 0; i < runs.Length; i++)
        {
            RunStatus status = runs[i].ReadStatus();
            status.State.ShouldBe(RunState.Ended, s_trees[i].Verb);
            status.Leftovers.ShouldBeEmpty();
            status.LeaderStatus.ExitStatus.ShouldBe(s_trees[i].Status, s_trees[i].Verb);
            runs[i].Dispose();
        }
        Drover("ps", "-q").ShouldBe(new ProgramResult(0, "", ""));
    }
}
