using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Nesting;

/// <summary>A run that was started inside another is its own: the outer one neither signals it nor waits for it.</summary>
public sealed class NestedRunTests
{
    [Theory]
    [InlineData(LeftoverPolicy.Stop)]
    [InlineData(LeftoverPolicy.Wait)]
    public void Inner_run_outlives_the_end_of_the_outer(LeftoverPolicy leftovers)
    {
        using var store = new TestStore();
        using Run outer = store.Start(store.Shell($"'{TestPrograms.Asker}' '{store.Path}' --grace 300 --leave -- '{TestPrograms.Path}' ignore-term") with { Leftovers = leftovers });
        RunStatus ended = outer.Wait();
        ended.Outcome.ShouldBe(RunOutcome.Exited);
        ended.ExitStatus.ShouldBe(0);
        CheckInner(store, outer);
    }

    [Fact]
    public void Stop_of_the_outer_run_spares_the_inner()
    {
        using var store = new TestStore();
        using Run outer = store.Start(store.Shell($"'{TestPrograms.Asker}' '{store.Path}' --grace 300 --leave -- '{TestPrograms.Path}' ignore-term; trap '' TERM; echo armed; sleep 100 & sleep 100"));
        TestStore.WaitForText(outer, "armed\n");
        RunStatus stopped = outer.Stop();
        stopped.Outcome.ShouldBe(RunOutcome.Stopped);
        stopped.Stop!.Escalated.ShouldBeTrue();
        CheckInner(store, outer);
    }

    [Fact]
    public void Killed_shim_of_the_outer_run_spares_the_inner()
    {
        using var store = new TestStore();
        using Run outer = store.Start(store.Shell($"'{TestPrograms.Asker}' '{store.Path}' --grace 300 --leave -- '{TestPrograms.Path}' ignore-term; exec sleep 100"));
        TestStore.WaitForText(outer, "\n");
        outer.ReadStatus().Shim.TrySignal(9);
        outer.Wait().Outcome.ShouldBe(RunOutcome.Lost);
        CheckInner(store, outer);
    }

    [Fact]
    public void Limits_of_the_outer_run_do_not_kill_the_inner_when_it_ends()
    {
        using var store = new TestStore();
        using Run outer = store.Start(store.Shell($"'{TestPrograms.Asker}' '{store.Path}' --grace 300 --leave -- '{TestPrograms.Path}' ignore-term; trap '' TERM; echo armed; sleep 100 & sleep 100") with { Pids = 100 });
        TestStore.WaitForText(outer, "armed\n");
        RunStatus stopped = outer.Stop();
        stopped.Stop!.Escalated.ShouldBeTrue();
        CheckInner(store, outer);

        // The inner one has lived on in the outer one's group, which so could not go with its own run.
        stopped.ControlGroups.ShouldNotBeEmpty();
        store.Store.Remove(outer);
        stopped.ControlGroups.ShouldAllBe(directory => !Directory.Exists(directory));
    }

    private static void CheckInner(TestStore store, Run outer)
    {
        using Run inner = store.Store.Open(TestStore.Text(outer).Split('\n')[0]);
        int[] pids = TestStore.WaitUntilReady(inner);
        inner.ReadStatus().State.ShouldBe(RunState.Running);
        ProcessTable.IsAlive(pids[0]).ShouldBeTrue();
        store.Alive().ShouldAllBe(process => pids.Contains(process.Pid));
        inner.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
    }
}
