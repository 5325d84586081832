using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Outcomes;

/// <summary>How a run ends is recorded as it was.</summary>
public sealed class OutcomeTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    public void Exit_status_is_the_command_s(int code)
    {
        RunStatus status = End(_store.Program("exit", $"{code}"));
        status.Outcome.ShouldBe(RunOutcome.Exited);
        status.LeaderStatus.ShouldBe(WaitStatus.Exited(code));
        status.ExitStatus.ShouldBe(code);
        status.Reason.ShouldBeNull();
        status.Usage.MaxResidentBytes.ShouldBeGreaterThan(0);
        status.StartedAt!.Value.ShouldBeLessThanOrEqualTo(status.EndedAt!.Value);
    }

    [Fact]
    public void Signal_from_elsewhere_is_told_from_a_stop()
    {
        RunStatus status = End(_store.Program("kill-self", "SEGV") with { CoreBytes = 0 });
        status.Outcome.ShouldBe(RunOutcome.Signalled);
        status.LeaderStatus.Signal.ShouldBe(new Signal(11));
        status.ExitStatus.ShouldBe(139);
        status.Stop.ShouldBeNull();
    }

    [Fact]
    public void Signal_that_we_sent_for_somebody_is_no_stop()
    {
        using Run run = _store.Start(_store.Program("obey"));
        TestStore.WaitUntilReady(run);
        run.Signal(Signal.USR1).ShouldBeTrue();
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.Signalled);
        status.ExitStatus.ShouldBe(138);
        TestStore.EventKinds(run).ShouldBe(["started", "signal", "leader-ended", "ended"]);
        run.Signal(Signal.USR1).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/no/such/file", 127, "/no/such/file: No such file or directory")]
    [InlineData("no-such-command-anywhere", 127, "no-such-command-anywhere: command not found")]
    [InlineData("/etc/passwd", 126, "/etc/passwd: Permission denied")]
    [InlineData("/etc", 126, "/etc: Is a directory")]
    public void Command_that_cannot_be_started_is_an_ended_run_that_says_why(string command, int exitStatus, string reason)
    {
        (Run run, RunStatus status) = _store.Run(_store.Spec(command));
        using (run)
        {
            status.Outcome.ShouldBe(RunOutcome.StartFailed);
            status.ExitStatus.ShouldBe(exitStatus);
            status.Reason.ShouldBe(reason);
            status.Attempts.Single().Outcome.ShouldBe(RunOutcome.StartFailed);
            TestStore.EventKinds(run).ShouldBe(["start-failed", "ended"]);
        }
    }

    [Fact]
    public void Working_directory_that_is_missing_is_named()
    {
        RunStatus status = End(_store.Program("exit") with { WorkingDirectory = "/no/such/place" });
        status.Outcome.ShouldBe(RunOutcome.StartFailed);
        status.ExitStatus.ShouldBe(125);
        status.Reason.ShouldBe("working directory /no/such/place: No such file or directory");
    }

    [Fact]
    public void Input_file_that_is_missing_is_named()
    {
        RunStatus status = End(_store.Program("exit") with { Input = InputKind.File, InputFile = "/no/such/input" });
        status.Outcome.ShouldBe(RunOutcome.StartFailed);
        status.Reason.ShouldBe("/no/such/input: No such file or directory");
    }

    [Fact]
    public void Timeout_of_a_silent_run_beats_its_exit_status()
    {
        RunStatus status = End(_store.Program("trap-term-exit-0") with { Timeout = TimeSpan.FromMilliseconds(300) });
        status.Outcome.ShouldBe(RunOutcome.TimedOut);
        status.ExitStatus.ShouldBe(124);
        status.LeaderStatus.ShouldBe(WaitStatus.Exited(0));
        status.Reason.ShouldBe("it ran longer than its timeout of 00:00:00.3000000");
        status.Stop!.Escalated.ShouldBeFalse();
    }

    [Fact]
    public void Idle_timeout_ends_only_what_is_silent()
    {
        using Run talking = _store.Start(_store.Program("ticks", "20", "--every", "100") with { IdleTimeout = TimeSpan.FromMilliseconds(1500) });
        using Run silent = _store.Start(_store.Shell("echo once; sleep 100") with { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        RunStatus ended = silent.Wait();
        ended.Outcome.ShouldBe(RunOutcome.IdleTimedOut);
        ended.ExitStatus.ShouldBe(124);
        TestStore.Text(silent).ShouldBe("once\n");
        talking.Wait().Outcome.ShouldBe(RunOutcome.Exited);
    }

    [Fact]
    public void Leftovers_are_stopped_and_the_leader_s_status_stands()
    {
        using Run run = _store.Start(_store.Program("fork-children", "2") with { Command = ["/bin/sh", "-c", $"'{TestPrograms.Path}' fork-children 2 & sleep 0.3; exit 4"] });
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.Exited);
        status.ExitStatus.ShouldBe(4);
        status.Stop.ShouldBeNull();
        status.StraysReaped.ShouldBeGreaterThan(0);
        _store.Alive().ShouldBeEmpty();
        TestStore.EventKinds(run).ShouldContain("stray-reaped");
    }

    [Fact]
    public void Leftovers_are_waited_for_when_asked_and_the_run_goes_on_meanwhile()
    {
        using Run run = _store.Start(_store.Shell("(sleep 0.4; echo late) & exit 6") with { Leftovers = LeftoverPolicy.Wait });
        Eventually.IsTrue(() => run.ReadStatus().LeaderStatus == WaitStatus.Exited(6));
        run.ReadStatus().State.ShouldBe(RunState.Running);
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.Exited);
        status.ExitStatus.ShouldBe(6);
        TestStore.Text(run).ShouldBe("late\n");
    }

    [Fact]
    public void Stop_of_leftovers_that_are_waited_for_is_recorded_as_a_stop()
    {
        using Run run = _store.Start(_store.Program("leader-exits-first", "6") with { Leftovers = LeftoverPolicy.Wait, Restart = RestartPolicy.Always });
        TestStore.WaitUntilReady(run);
        Eventually.IsTrue(() => run.ReadStatus().LeaderStatus == WaitStatus.Exited(6));
        RunStatus status = run.Stop();
        status.Outcome.ShouldBe(RunOutcome.Stopped);
        status.AttemptCount.ShouldBe(1);
        _store.Alive().ShouldBeEmpty();
    }

    [Fact]
    public async Task Second_stop_with_a_shorter_grace_hastens_the_first()
    {
        using Run run = _store.Start(_store.Program("ignore-term") with { Grace = TimeSpan.FromMinutes(10) });
        TestStore.WaitUntilReady(run);
        Task<RunStatus> first = Task.Run(() => run.Stop());
        Eventually.IsTrue(() => run.ReadStatus().State == RunState.Stopping);
        using Run again = _store.Store.Open(run.Id);
        again.Stop(Drover.Engine.Pipelines.StopPolicy.Kill).Outcome.ShouldBe(RunOutcome.Stopped);
        (await first).Stop!.Escalated.ShouldBeTrue();
    }

    [Fact]
    public void Run_ends_with_the_process_it_was_tied_to()
    {
        Drover.Engine.Pipelines.Pipeline asker = _store.Engine.Start(
            ProcessSpec.Of(TestPrograms.Asker, _store.Path, "--ends-with-me", "--", TestPrograms.Path, "obey") with { Environment = _store.Environment });
        Eventually.IsTrue(() => _store.Store.ListLive() is [{ State: RunState.Running }]);
        using Run run = _store.Store.Open(_store.Store.ListLive()[0].Id);
        TestStore.WaitUntilReady(run);
        asker.Signal(Signal.KILL);
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.Stopped);
        status.Reason.ShouldBe("the process that asked for it ended");
        asker.Wait();
    }

    [Fact]
    public void Shim_that_gets_TERM_stops_its_run()
    {
        using Run run = _store.Start(_store.Program("obey"));
        TestStore.WaitUntilReady(run);
        run.ReadStatus().Shim.TrySignal(Signal.HUP.Number);
        run.ReadStatus().Shim.TrySignal(Signal.TERM.Number);
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.Stopped);
        status.Reason.ShouldBe($"drover-shim got SIGTERM from pid {Environment.ProcessId}");
    }

    [Fact]
    public void Caller_s_umask_and_the_spec_s_are_the_command_s()
    {
        (Run run, _) = _store.Run(_store.Shell("umask") with { Umask = 0x3 /* 0003 */ });
        TestStore.Text(run).ShouldBe("0003\n");
        run.Dispose();
    }

    [Fact]
    public void Files_of_a_run_are_for_its_user_only()
    {
        (Run run, _) = _store.Run(_store.Shell("echo x"));
        using (run)
        {
            // The socket may still be there for a moment; it has the x bit as every socket that bind(2) makes.
            foreach (string path in Directory.GetFiles(run.Directory))
                (File.GetUnixFileMode(path) & ~UnixFileMode.UserExecute).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, path);
            File.GetUnixFileMode(run.Directory).ShouldBe((UnixFileMode)0x1C0);
            File.GetUnixFileMode(_store.Path).ShouldBe((UnixFileMode)0x1C0);
        }
    }

    [Fact]
    public void Paused_and_continued_are_told_with_the_tree_at_the_stop()
    {
        using Run run = _store.Start(_store.Program("fork-children", "2"));
        int[] pids = TestStore.WaitUntilReady(run);
        run.Signal(Signal.STOP);
        Eventually.IsTrue(() => TestStore.EventKinds(run).Contains("paused"));
        run.Signal(Signal.CONT);
        Eventually.IsTrue(() => TestStore.EventKinds(run).Contains("continued"));
        run.Stop();
        System.Text.Json.JsonElement stopping = TestStore.Events(run).Single(e => e.RootElement.GetProperty("kind").GetString() == "stopping").RootElement;
        stopping.GetProperty("run").GetString().ShouldBe(run.Id);
        stopping.GetProperty("signal").GetString().ShouldBe("SIGTERM");
        stopping.GetProperty("graceMs").GetInt32().ShouldBe(500);
        stopping.GetProperty("processes").EnumerateArray().Select(p => p.GetProperty("pid").GetInt32()).Order().ShouldBe(pids.Order());
        stopping.GetProperty("processes")[0].GetProperty("command").GetString().ShouldBe($"{TestPrograms.Path} fork-children 2");
    }

    private RunStatus End(RunSpec spec)
    {
        (Run run, RunStatus status) = _store.Run(spec);
        run.Dispose();
        return status;
    }
}
