using Drover.Runs;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>drover run -d, and the verbs that find a run again.</summary>
public sealed class DetachedRunTests : CommandLineTest
{
    [Fact]
    public void Name_or_id_is_all_that_is_printed()
    {
        Drover("run", "-d", "--name", "web", "sleep", "1000").ShouldBe(new ProgramResult(0, "web\n", ""));
        ProgramResult result = Drover("run", "-d", "sleep", "1000");
        result.Output.TrimEnd('\n').Length.ShouldBe(12);
        result.Error.ShouldBe("");
    }

    [Fact]
    public void Name_of_a_live_run_is_taken()
    {
        using Run run = StartReadyRun("web");
        ProgramResult result = Drover("run", "-d", "--name", "web", "true");
        result.Status.ShouldBe(125);
        result.Error.ShouldBe($"drover: The name 'web' is in use by live run {run.Id}. Stop that first, or choose another name.\n");
        State.Store.Ids().ShouldHaveSingleItem();
    }

    [Fact]
    public void Command_that_is_not_there_is_127() =>
        Drover("run", "-d", "no-such-program").ShouldBe(new ProgramResult(127, "", "drover: no-such-program: command not found\n"));

    [Fact]
    public void Run_outlives_the_shell_that_asked_for_it()
    {
        ProgramResult result = Shell("drover run -d --name x sh -c 'echo ready; exec sleep 1000'; kill -KILL $$");
        result.Status.ShouldBe(137);
        using Run run = State.Store.Open("x");
        TestStore.WaitForText(run, "ready");
        run.ReadStatus().State.ShouldBe(RunState.Running);
    }

    [Fact]
    public void Run_ends_with_its_caller_when_asked_to()
    {
        _ = Shell("drover run -d --kill-on-parent-exit sleep 1000; exit 0");
        OnlyRun().Wait().Outcome.ShouldBe(RunOutcome.Stopped);
    }

    [Fact]
    public void List_shows_live_runs_and_with_all_the_ended_too()
    {
        using Run run = StartReadyRun("web");
        (Run ended, _) = State.Run(State.Shell("exit 3"));
        ended.Dispose();
        string live = Drover("ps").Output;
        live.ShouldMatch("^NAME +ID +STATE +COMMAND\nweb +[0-9a-f]{12} +running [0-9]+s +/bin/sh -c 'echo ready; exec sleep 1000'\n$");
        Drover("ps", "-a").Output.ShouldContain("exited 3");
        Drover("ps", "-q").Output.ShouldBe(run.Id + "\n");
        Drover("ps", "--filter", "state=exited", "-q").Output.ShouldBe(ended.Id + "\n");
        Drover("ps", "-a", "--json").Output.ShouldStartWith("[{\"format\":1,");
        Drover("ps", "-a").Output.ShouldNotContain("\e");
    }

    [Fact]
    public void Stop_ends_the_whole_tree_and_names_the_run()
    {
        using Run run = State.Start(State.Program("setsid-escape"));
        int[] pids = TestStore.WaitUntilReady(run);
        Drover("stop", run.Id[..6]).ShouldBe(new ProgramResult(0, run.Id + "\n", ""));
        pids.ShouldAllBe(pid => !ProcessTable.IsAlive(pid));
        run.ReadStatus().Outcome.ShouldBe(RunOutcome.Stopped);
        // Once more is no error.
        Drover("stop", run.Id).Status.ShouldBe(0);
    }

    [Fact]
    public void Stop_takes_all_or_those_with_a_label()
    {
        using Run a = State.Start(State.Shell("exec sleep 1000") with { Labels = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("team", "a") });
        using Run b = StartReadyRun("b");
        Drover("stop", "--label", "team=a").Output.ShouldBe(a.Id + "\n");
        b.ReadStatus().State.ShouldBe(RunState.Running);
        Drover("stop", "--all").Output.ShouldBe("b\n");
    }

    [Fact]
    public void Kill_gives_no_grace()
    {
        using Run run = State.Start(State.Program("ignore-term") with { Grace = TimeSpan.FromMinutes(5) });
        _ = TestStore.WaitUntilReady(run);
        Drover("kill", run.Id).Status.ShouldBe(0);
        run.ReadStatus().State.ShouldBe(RunState.Ended);
    }

    [Fact]
    public void Signal_reaches_the_command_or_the_whole_tree()
    {
        using Run run = State.Start(State.Shell("trap 'echo got it' USR1; echo ready; while :; do sleep 0.05; done"));
        TestStore.WaitForText(run, "ready");
        Drover("signal", "USR1", run.Id).ShouldBe(new ProgramResult(0, "", ""));
        TestStore.WaitForText(run, "got it");
        _ = run.Stop();
        ProgramResult late = Drover("signal", "USR1", run.Id);
        late.Status.ShouldBe(125);
        late.Error.ShouldContain("has ended");
    }

    [Fact]
    public void Wait_gives_the_status_of_each_and_exits_with_the_last()
    {
        using Run a = State.Start(State.Shell("sleep 0.2; exit 3"));
        using Run b = State.Start(State.Shell("exit 4"));
        Drover("wait", a.Id, b.Id).ShouldBe(new ProgramResult(4, "3\n4\n", ""));
    }

    [Fact]
    public void Restart_adds_an_attempt_to_the_same_run()
    {
        using Run run = StartReadyRun("web");
        Drover("restart", "web").ShouldBe(new ProgramResult(0, "web\n", ""));
        Eventually.IsTrue(() => TestStore.Text(run) == "ready\nready\n");
        run.ReadStatus().AttemptCount.ShouldBe(2);
        _ = Drover("stop", "web");
        Drover("restart", "web").Status.ShouldBe(0);
        run.ReadStatus().AttemptCount.ShouldBe(3);
    }

    [Fact]
    public void Restore_starts_what_a_reboot_ended_and_nothing_else()
    {
        using Run kept = State.Start(State.Shell("echo ready; exec sleep 1000") with { Restart = RestartPolicy.Always, Name = "kept" });
        using Run other = StartReadyRun("other");
        TestStore.WaitForText(kept, "ready");
        foreach (Run run in (Run[])[kept, other])
        {
            // As after a reboot: the shim is gone, and the status is of another boot.
            RunStatus status = run.ReadStatus();
            _ = status.Leader.TrySignal(9);
            _ = status.Shim.TrySignal(9);
            Eventually.IsTrue(() => !run.IsHeld);
            string path = Path.Combine(run.Directory, "status.json");
            File.WriteAllText(path, File.ReadAllText(path).Replace(status.BootId, "00000000-0000-0000-0000-000000000000", StringComparison.Ordinal));
        }
        Drover("ps", "-a").Output.ShouldContain("lost (reboot)");
        Drover("restore", "--dry-run").Output.ShouldBe("kept\n");
        Drover("restore").ShouldBe(new ProgramResult(0, "kept\n", ""));
        kept.ReadStatus().State.ShouldBe(RunState.Running);
        other.ReadStatus().State.ShouldBe(RunState.Ended);
        Drover("restore").Output.ShouldBe("");
    }

    [Fact]
    public void Removed_run_is_gone_and_a_live_one_only_by_force()
    {
        using Run run = StartReadyRun("web");
        ProgramResult refused = Drover("rm", "web");
        refused.Status.ShouldBe(125);
        refused.Error.ShouldContain("is live");
        Drover("rm", "--force", "web").ShouldBe(new ProgramResult(0, run.Id + "\n", ""));
        Directory.Exists(run.Directory).ShouldBeFalse();
        Drover("logs", "web").Status.ShouldBe(125);
    }

    [Fact]
    public void Prune_removes_ended_runs_only()
    {
        using Run live = StartReadyRun();
        (Run a, _) = State.Run(State.Shell("true"));
        (Run b, _) = State.Run(State.Shell("true"));
        Drover("prune", "--keep", "1", "--dry-run").Output.ShouldBe(a.Id + "\n");
        Drover("prune", "--keep", "1").Output.ShouldBe(a.Id + "\n");
        Drover("prune").Output.ShouldBe(b.Id + "\n");
        State.Store.Ids().ShouldBe([live.Id]);
    }

    [Fact]
    public void Unknown_run_is_named()
    {
        foreach (string verb in (string[])["logs", "stop", "attach", "wait", "inspect", "tree", "rm", "restart"])
            Drover(verb, "no-such-run").ShouldBe(new ProgramResult(125, "", "drover: No run is named 'no-such-run' or has an id that begins so. 'drover ps -a' lists all.\n"), verb);
    }
}
