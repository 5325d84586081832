using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Stopping;

/// <summary>Stopped means gone, whatever the tree does and however it is ended, and the recorded outcome is the true one.</summary>
public sealed class StopMatrixTests(StopMatrix matrix) : IClassFixture<StopMatrix>
{
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(1);

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string way in StopMatrix.Ways)
            foreach (string tree in StopCase.Trees.Keys) cases.Add(tree, way);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Tree_is_gone_and_its_outcome_true(string tree, string way)
    {
        StopCase expected = StopCase.Trees[tree];
        StopResult result = await matrix.ResultAsync(tree, way);
        RunStatus status = result.Status;

        result.LeftAtOnce.ShouldBeEmpty();
        foreach (int pid in result.Pids) ProcessTable.IsAlive(pid).ShouldBeFalse();
        result.Took.ShouldBeLessThan(StopMatrix.Grace + s_slack);
        status.State.ShouldBe(RunState.Ended);
        status.Leftovers.ShouldBeEmpty();
        status.Outcome.ShouldBe(expected.EndsByItself ? RunOutcome.Exited : way == "timeout" ? RunOutcome.TimedOut : RunOutcome.Stopped);
        status.LeaderStatus.ShouldBe(expected.ByRequest);
        status.ExitStatus.ShouldBe(status.Outcome == RunOutcome.TimedOut ? 124 : expected.ByRequest.ExitStatus);
        status.Attempts.Single().Outcome.ShouldBe(status.Outcome);
        if (status.Stop is { } stop) stop.Escalated.ShouldBe(expected.Escalates);
        else expected.EndsByItself.ShouldBeTrue();
        result.Events.Contains("escalating").ShouldBe(expected.Escalates);
        result.Events[0].ShouldBe("started");
        result.Events[^1].ShouldBe("ended");
    }
}
