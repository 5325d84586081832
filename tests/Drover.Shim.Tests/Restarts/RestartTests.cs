using Drover.Engine.Signals;
using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Restarts;

public sealed class RestartTests : IDisposable
{
    private readonly TestStore _store = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Failure_is_tried_again_until_it_succeeds()
    {
        (Run run, RunStatus status) = _store.Run(Quick(_store.Shell($"echo try; [ -e '{_directory["2"]}' ] && exit 0; [ -e '{_directory["1"]}' ] && {{ : >'{_directory["2"]}'; exit 5; }}; : >'{_directory["1"]}'; exit 4")));
        using (run)
        {
            status.Outcome.ShouldBe(RunOutcome.Exited);
            status.ExitStatus.ShouldBe(0);
            status.AttemptCount.ShouldBe(3);
            status.Attempts.Select(a => a.LeaderStatus.ExitCode).ShouldBe([4, 5, 0]);
            status.Attempts.Select(a => a.FirstSequence).ShouldBe([1, 2, 3]);
            status.Attempts.Select(a => a.Number).ShouldBe([1, 2, 3]);
            TestStore.Text(run).ShouldBe("try\ntry\ntry\n");
            TestStore.EventKinds(run).Count(kind => kind == "attempt-ended").ShouldBe(2);
        }
    }

    [Fact]
    public void Restarts_end_at_their_bound()
    {
        RunStatus status = End(Quick(_store.Program("exit", "9")) with { MaxRestarts = 3 });
        status.Outcome.ShouldBe(RunOutcome.Exited);
        status.ExitStatus.ShouldBe(9);
        status.AttemptCount.ShouldBe(4);
    }

    [Fact]
    public void Success_is_tried_again_only_when_always()
    {
        End(Quick(_store.Program("exit", "0"))).AttemptCount.ShouldBe(1);
        End(Quick(_store.Program("exit", "0")) with { Restart = RestartPolicy.Always, MaxRestarts = 2 }).AttemptCount.ShouldBe(3);
    }

    [Fact]
    public void Waits_double_up_to_the_longest_with_a_tenth_of_jitter()
    {
        (Run run, RunStatus status) = _store.Run(_store.Program("exit", "1") with
        {
            Restart = RestartPolicy.OnFailure,
            MaxRestarts = 5,
            BackoffMin = TimeSpan.FromMilliseconds(20),
            BackoffMax = TimeSpan.FromMilliseconds(100),
        });
        status.AttemptCount.ShouldBe(6);
        int[] waits = [.. TestStore.Events(run).Where(e => e.RootElement.GetProperty("kind").GetString() == "attempt-ended").Select(e => e.RootElement.GetProperty("nextInMs").GetInt32())];
        int[] middle = [20, 40, 80, 100, 100];
        for (int i = 0; i < middle.Length; i++) waits[i].ShouldBeInRange((int)(middle[i] * 0.9) - 1, (int)(middle[i] * 1.1) + 1);
        for (int i = 1; i < middle.Length; i++)
            (status.Attempts[i].StartedAt - status.Attempts[i - 1].EndedAt!.Value).TotalMilliseconds.ShouldBeGreaterThanOrEqualTo(waits[i - 1] - 1);
        run.Dispose();
    }

    [Fact]
    public void Stop_between_two_attempts_is_the_end()
    {
        using Run run = _store.Start(_store.Program("exit", "1") with { Restart = RestartPolicy.Always, BackoffMin = TimeSpan.FromMinutes(5), BackoffMax = TimeSpan.FromMinutes(5) });
        Eventually.IsTrue(() => run.ReadStatus() is { State: RunState.Starting, NextAttemptAt: not null });
        run.Signal(Signal.TERM).ShouldBeFalse();
        RunStatus status = run.Stop();
        status.Outcome.ShouldBe(RunOutcome.Stopped);
        status.AttemptCount.ShouldBe(1);
        status.NextAttemptAt.ShouldBeNull();
    }

    [Fact]
    public void Stop_is_for_good_whatever_the_policy()
    {
        using Run run = _store.Start(Quick(_store.Program("obey")) with { Restart = RestartPolicy.Always });
        TestStore.WaitUntilReady(run);
        RunStatus status = run.Stop();
        status.Outcome.ShouldBe(RunOutcome.Stopped);
        status.AttemptCount.ShouldBe(1);
    }

    [Fact]
    public void Stop_during_a_timeout_s_grace_is_for_good_too()
    {
        using Run run = _store.Start(Quick(_store.Program("ignore-term")) with { Timeout = TimeSpan.FromMilliseconds(100), Grace = TimeSpan.FromSeconds(1) });
        Eventually.IsTrue(() => run.ReadStatus().State == RunState.Stopping);
        RunStatus status = run.Stop();
        status.Outcome.ShouldBe(RunOutcome.TimedOut);
        status.AttemptCount.ShouldBe(1);
    }

    [Fact]
    public void Timeout_counts_as_a_failure()
    {
        RunStatus status = End(Quick(_store.Program("obey")) with { Timeout = TimeSpan.FromMilliseconds(150), MaxRestarts = 1 });
        status.Attempts.Select(a => a.Outcome).ShouldBe([RunOutcome.TimedOut, RunOutcome.TimedOut]);
    }

    [Fact]
    public void Command_that_vanished_between_attempts_is_tried_again_and_found_when_it_is_back()
    {
        string program = _directory.WriteExecutable("service", "#!/bin/sh\nexit 7\n");
        using Run run = _store.Start(_store.Spec(program) with { Restart = RestartPolicy.OnFailure, BackoffMin = TimeSpan.FromMilliseconds(100), BackoffMax = TimeSpan.FromMilliseconds(100) });
        File.Move(program, program + ".old");
        Eventually.IsTrue(() => run.ReadStatus().Attempts.Any(a => a.Outcome == RunOutcome.StartFailed));
        _directory.WriteExecutable("service", "#!/bin/sh\nexit 0\n");
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.Exited);
        status.ExitStatus.ShouldBe(0);
    }

    [Fact]
    public void First_and_latest_attempts_are_kept()
    {
        RunStatus status = End(_store.Program("exit", "1") with { Restart = RestartPolicy.OnFailure, MaxRestarts = 59, BackoffMin = TimeSpan.FromMilliseconds(1), BackoffMax = TimeSpan.FromMilliseconds(1) });
        status.AttemptCount.ShouldBe(60);
        status.Attempts.Length.ShouldBe(50);
        status.Attempts[0].Number.ShouldBe(1);
        status.Attempts.Skip(1).Select(a => a.Number).ShouldBe(Enumerable.Range(12, 49));
    }

    [Fact]
    public void Ended_run_is_started_again_in_the_same_log()
    {
        (Run run, RunStatus first) = _store.Run(_store.Shell("echo one; exit 3"));
        using (run)
        {
            _store.Store.StartAgain(run);
            RunStatus status = run.Wait();
            status.CreatedAt.ShouldBe(first.CreatedAt);
            status.Attempts.Select(a => a.FirstSequence).ShouldBe([1, 2]);
            status.LogRecords.ShouldBe(2);
            status.LogBytes.ShouldBe(8);
            TestStore.Text(run).ShouldBe("one\none\n");
        }
    }

    [Fact]
    public void Live_run_is_not_started_again()
    {
        using Run run = _store.Start(_store.Program("obey"));
        Should.Throw<RunException>(() => _store.Store.StartAgain(run)).Message.ShouldBe($"Run {run.Id} is live. Stop it first, or use 'drover restart'.");
        run.ReadStatus().State.ShouldBe(RunState.Running);
    }

    private static RunSpec Quick(RunSpec spec) => spec with { Restart = RestartPolicy.OnFailure, BackoffMin = TimeSpan.FromMilliseconds(5), BackoffMax = TimeSpan.FromMilliseconds(10) };

    private RunStatus End(RunSpec spec)
    {
        (Run run, RunStatus status) = _store.Run(spec);
        run.Dispose();
        return status;
    }
}
