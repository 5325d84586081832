using Drover.Engine.Signals;
using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Deaths;

/// <summary>A shim that is killed leaves a run that reads lost, and nothing alive once the store has been opened again.</summary>
public sealed class ShimDeathTests
{
    [Theory]
    [InlineData("obey")]
    [InlineData("ignore-term")]
    [InlineData("fork-children 3 --ignore-term")]
    [InlineData("double-fork --ignore-term")]
    [InlineData("double-fork --ignore-term --clear-env")]
    [InlineData("setsid-escape --ignore-term")]
    [InlineData("self-stop")]
    [InlineData("close-stdio")]
    [InlineData("fork-bomb-bounded 15")]
    public void Orphans_are_ended_when_the_store_is_next_opened(string verb)
    {
        using var store = new TestStore();
        using Run run = store.Start(store.Program(verb.Split(' ')));
        int[] pids = TestStore.WaitUntilReady(run);
        RunStatus before = run.ReadStatus();
        before.State.ShouldBe(RunState.Running);

        before.Shim.TrySignal(Signal.KILL.Number);
        Eventually.IsTrue(() => !before.Shim.IsAlive());
        // By the parent-death signal, without anybody's doing.
        Eventually.IsTrue(() => !ProcessTable.IsAlive(pids[0]));

        using var next = new RunStore(store.Path);
        foreach (int pid in pids) ProcessTable.IsAlive(pid).ShouldBeFalse();
        store.Alive().ShouldBeEmpty();
        using Run found = next.Open(run.Id);
        RunStatus status = found.ReadStatus();
        status.State.ShouldBe(RunState.Ended);
        status.Outcome.ShouldBe(RunOutcome.Lost);
        status.Reason.ShouldBe("its drover-shim was killed");
        status.ExitStatus.ShouldBe(125);
        status.Attempts.Single().Outcome.ShouldBe(RunOutcome.Lost);
        TestStore.Text(found).ShouldStartWith("ready ");
        next.ListLive().ShouldBeEmpty();
    }

    [Fact]
    public void Run_that_its_own_asker_still_holds_open_reads_lost_too()
    {
        using var store = new TestStore();
        using Run run = store.Start(store.Program("obey"));
        run.ReadStatus().Shim.TrySignal(Signal.KILL.Number);
        run.Wait().Outcome.ShouldBe(RunOutcome.Lost);
        run.Stop().Outcome.ShouldBe(RunOutcome.Lost);
        run.Signal(Signal.TERM).ShouldBeFalse();
    }

    [Fact]
    public void Output_up_to_the_death_is_kept()
    {
        using var store = new TestStore();
        using Run run = store.Start(store.Program("ticks", "--every", "2"));
        TestStore.WaitForText(run, "tick 50\n");
        RunStatus before = run.ReadStatus();
        before.Shim.TrySignal(Signal.KILL.Number);
        run.Wait().Outcome.ShouldBe(RunOutcome.Lost);

        string text = TestStore.Text(run);
        int last = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        last.ShouldBeGreaterThanOrEqualTo(50);
        text.ShouldBe(string.Concat(Enumerable.Range(1, last).Select(tick => $"tick {tick}\n")));
    }

    [Fact]
    public void Lost_run_can_be_started_again_in_its_log()
    {
        using var store = new TestStore();
        using Run run = store.Start(store.Shell("echo begun; exec sleep 100"));
        TestStore.WaitForText(run, "begun\n");
        run.ReadStatus().Shim.TrySignal(Signal.KILL.Number);
        run.Wait().Outcome.ShouldBe(RunOutcome.Lost);

        store.Store.StartAgain(run);
        TestStore.WaitForText(run, "begun\nbegun\n");
        RunStatus status = run.Stop();
        status.Outcome.ShouldBe(RunOutcome.Stopped);
        status.Attempts.Select(a => a.Outcome).ShouldBe([RunOutcome.Lost, RunOutcome.Stopped]);
        status.Attempts[1].FirstSequence.ShouldBe(2);
        status.LogBytes.ShouldBe(12);
    }

    [Fact]
    public void Process_of_a_reused_number_is_never_signalled()
    {
        using var store = new TestStore();
        using Run innocent = store.Start(store.Program("fork-children 2".Split(' ')));
        int[] pids = TestStore.WaitUntilReady(innocent);
        using Run run = store.Start(store.Program("obey"));
        TestStore.WaitUntilReady(run);
        RunStatus status = run.ReadStatus();
        status.Shim.TrySignal(Signal.KILL.Number);
        Eventually.IsTrue(() => !status.Shim.IsAlive() && !status.Leader.IsAlive());

        // The number of the innocent's leader, which is its session's too, with another start time: as if it had been reused.
        RunStatus forged = status with { Leader = new(pids[0], status.Leader.StartTicks - 1000), Shim = new(pids[0], 1) };
        File.WriteAllBytes(Path.Combine(run.Directory, "status.json"), Drover.Runs.Formats.RunStatusFormat.Write(forged));
        run.ReadStatus().Outcome.ShouldBe(RunOutcome.Lost);

        foreach (int pid in pids) ProcessTable.IsAlive(pid).ShouldBeTrue();
        innocent.ReadStatus().State.ShouldBe(RunState.Running);
        innocent.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
    }

    [Fact]
    public void Session_of_a_reused_number_is_spared_when_it_carries_another_run_s_mark()
    {
        using var store = new TestStore();
        // Its leader has ended; its session, whose number nobody leads any more, goes on.
        using Run innocent = store.Start(store.Program("leader-exits-first") with { Leftovers = LeftoverPolicy.Wait });
        int[] pids = TestStore.WaitUntilReady(innocent);
        Eventually.IsTrue(() => !ProcessTable.IsAlive(pids[0]));
        using Run run = store.Start(store.Program("obey"));
        TestStore.WaitUntilReady(run);
        RunStatus status = run.ReadStatus();
        status.Shim.TrySignal(Signal.KILL.Number);
        Eventually.IsTrue(() => !status.Shim.IsAlive() && !status.Leader.IsAlive());
        File.WriteAllBytes(
            Path.Combine(run.Directory, "status.json"),
            Drover.Runs.Formats.RunStatusFormat.Write(status with { Leader = new(pids[0], 1) }));
        run.ReadStatus().Outcome.ShouldBe(RunOutcome.Lost);

        ProcessTable.IsAlive(pids[1]).ShouldBeTrue();
        innocent.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
    }

    [Fact]
    public void Run_of_another_boot_reads_lost_and_signals_nobody()
    {
        using var store = new TestStore();
        using Run innocent = store.Start(store.Program("obey"));
        TestStore.WaitUntilReady(innocent);
        (Run run, RunStatus status) = store.Run(store.Shell("exit 0") with { Restart = RestartPolicy.Always, MaxRestarts = 0 });
        using (run)
        {
            RunStatus forged = innocent.ReadStatus() with { Id = run.Id, State = RunState.Running, BootId = "00000000-0000-0000-0000-000000000000", Restart = status.Restart };
            store.Store.Remove(run);
            Directory.CreateDirectory(run.Directory);
            File.WriteAllBytes(Path.Combine(run.Directory, "status.json"), Drover.Runs.Formats.RunStatusFormat.Write(forged));
            File.WriteAllBytes(Path.Combine(run.Directory, "spec.json"), Drover.Runs.Formats.RunSpecFormat.Write(store.Shell("echo restored")));

            using Run found = store.Store.Open(run.Id);
            RunStatus lost = found.ReadStatus();
            lost.Outcome.ShouldBe(RunOutcome.Lost);
            lost.Reason.ShouldBe("reboot");
            lost.Restart.ShouldBe(RestartPolicy.Always);
            innocent.ReadStatus().State.ShouldBe(RunState.Running);

            store.Store.StartAgain(found);
            found.Wait().Outcome.ShouldBe(RunOutcome.Exited);
            TestStore.Text(found).ShouldBe("restored\n");
        }
    }
}
