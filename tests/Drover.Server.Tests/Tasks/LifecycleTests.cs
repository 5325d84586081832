using Drover.Server.Runs;
using Drover.Server.Tasks;

namespace Drover.Server.Tests.Tasks;

public sealed class LifecycleTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly BoardTask s_task = new() { Seq = 7, Title = "T" };
    private static readonly StartedProcess s_process = new("0123456789ab", 42, 99, "boot", s_now);

    [Fact]
    public void What_was_asked_for_beats_the_exit_code()
    {
        // An agent that handles SIGTERM and exits with 0 after a stop by the user must not land in review.
        Change ended = Apply(Stopping("user"), new TaskEvent.Ended(End(RunPhase.Succeeded, code: 0)), Intent.Run);
        ended.Task.Lane.ShouldBe(TaskLane.Todo);
        ended.Task.Attention!.Code.ShouldBe("stopped");
        ended.Run!.Phase.ShouldBe(RunPhase.Stopped);
        ended.Run.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData(nameof(RunPhase.Succeeded), nameof(TaskLane.Review), "completed")]
    [InlineData(nameof(RunPhase.Failed), nameof(TaskLane.Todo), "exit_code")]
    [InlineData(nameof(RunPhase.TimedOut), nameof(TaskLane.Todo), "timeout")]
    [InlineData(nameof(RunPhase.IdleTimedOut), nameof(TaskLane.Todo), "idle_timeout")]
    [InlineData(nameof(RunPhase.Oom), nameof(TaskLane.Todo), "oom")]
    [InlineData(nameof(RunPhase.Lost), nameof(TaskLane.Queued), "lost")]
    [InlineData(nameof(RunPhase.Stopped), nameof(TaskLane.Todo), "outside")]
    public void An_end_leads_to_its_lane(string phase, string lane, string kind)
    {
        Change ended = Apply(Running(), new TaskEvent.Ended(End(Enum.Parse<RunPhase>(phase), code: 1)), Intent.Run);
        ended.Task.Lane.ShouldBe(Enum.Parse<TaskLane>(lane));
        ended.Run!.ReasonKind.ShouldBe(kind);
        ended.Task.CurrentRunId.ShouldBeNull();
        ended.Effects.ShouldContain(new Effect.WakeQueue());
    }

    [Fact]
    public void A_task_is_not_free_before_its_run_has_gone()
    {
        Change stopping = Stopping("user");
        stopping.Task.Lane.ShouldBe(TaskLane.Stopping);
        stopping.Task.CurrentRunId.ShouldNotBeNull();
        Apply(stopping, new TaskEvent.RunAsked(Reserved("r2")), Intent.User).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public void A_stop_that_overtakes_the_start_is_carried_out_after_it()
    {
        Change asked = Lifecycle.Apply(s_task, null, new TaskEvent.RunAsked(Reserved("r1")), Intent.User);
        Change stopped = Apply(asked, new TaskEvent.StopAsked(new StopWish("user", null, 100, s_now)), Intent.User);
        stopped.Effects.ShouldBeEmpty();
        Change started = Apply(stopped, new TaskEvent.Started(s_process), Intent.Run);
        started.Run!.Phase.ShouldBe(RunPhase.Stopping);
        started.Effects.OfType<Effect.Stop>().Single().Wish.GraceMs.ShouldBe(100);
    }

    [Fact]
    public void A_start_that_failed_leaves_no_run_behind()
    {
        Change asked = Lifecycle.Apply(s_task, null, new TaskEvent.RunAsked(Reserved("r1")), Intent.User);
        Change failed = Apply(asked, new TaskEvent.StartFailed(new Attention("agent_not_found", "gone")), Intent.Run);
        failed.Task.Lane.ShouldBe(TaskLane.Todo);
        failed.Task.CurrentRunId.ShouldBeNull();
        failed.Run!.Phase.ShouldBe(RunPhase.StartFailed);
    }

    [Fact]
    public void A_task_whose_runs_are_lost_is_queued_three_times_and_no_more()
    {
        BoardTask task = s_task;
        for (int loss = 1; loss <= Lifecycle.GreatestRecoveries + 1; loss++)
        {
            Change asked = Lifecycle.Apply(task, null, new TaskEvent.RunAsked(Reserved($"r{loss}")), Intent.Scheduler);
            task = Apply(asked, new TaskEvent.NeverStarted(), Intent.Recovery).Task;
            task.Lane.ShouldBe(loss <= Lifecycle.GreatestRecoveries ? TaskLane.Queued : TaskLane.Todo);
        }
        task.Attention!.Code.ShouldBe("recovery_limit");
    }

    [Fact]
    public void A_retry_waits_longer_each_time_until_the_attempts_are_used_up()
    {
        BoardTask task = s_task with { Settings = new TaskSettings { OnFailure = "retry", MaxAttempts = 3, BackoffMs = 1000 } };
        double[] waits = new double[2];
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            Change asked = Lifecycle.Apply(task, null, new TaskEvent.RunAsked(Reserved($"r{attempt}")), Intent.Scheduler);
            task = Apply(Apply(asked, new TaskEvent.Started(s_process), Intent.Run), new TaskEvent.Ended(End(RunPhase.Failed, 1) with { Jitter = 1 }), Intent.Run).Task;
            if (attempt < 3) waits[attempt - 1] = (task.NotBefore!.Value - s_now).TotalMilliseconds;
        }
        waits.ShouldBe([1000, 2000]);
        task.Lane.ShouldBe(TaskLane.Failed);
    }

    [Fact]
    public void News_about_a_run_that_has_ended_change_nothing()
    {
        Change ended = Apply(Running(), new TaskEvent.Ended(End(RunPhase.Succeeded, code: 0)), Intent.Run);
        foreach (TaskEvent late in (TaskEvent[])[new TaskEvent.Ended(End(RunPhase.Failed, 1)), new TaskEvent.Started(s_process), new TaskEvent.StartFailed(new Attention("x", "y"))])
        {
            Change change = Lifecycle.Apply(ended.Task, ended.Run, late, Intent.Run);
            change.Task.ShouldBe(ended.Task);
            change.Run.ShouldBe(ended.Run);
        }
    }

    [Fact]
    public void Every_sequence_of_events_keeps_lane_and_run_in_agreement()
    {
        // A model that is walked at random: whatever comes in whatever order, a task has a live run exactly in the lanes that say so.
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            BoardTask task = s_task;
            BoardRun? run = null;
            int runs = 0;
            for (int step = 0; step < 40; step++)
            {
                TaskEvent happened = Any(random, ref runs);
                BoardRun? before = run;
                Change change = Lifecycle.Apply(task, run, happened, Intent.User);
                string history = $"seed {seed}, step {step}: {task.Lane}/{run?.Phase} {happened.Kind} -> {change.Task.Lane}/{change.Run?.Phase}";
                if (change.Refusal is not null)
                {
                    change.Task.ShouldBe(task, history);
                    change.Effects.ShouldBeEmpty(history);
                    continue;
                }
                task = change.Task;
                if (change.Run is not null) run = change.Run;
                bool isLive = run is { } r && r.Phase.IsLive();
                isLive.ShouldBe(task.Lane is TaskLane.Running or TaskLane.Stopping, history);
                (task.CurrentRunId is not null).ShouldBe(isLive, history);
                if (isLive) task.CurrentRunId.ShouldBe(run!.Id, history);
                if (before is not null && !before.Phase.IsLive() && run!.Id == before.Id) run.ShouldBe(before, history);
                if (before is not null && before.Phase.IsLive() && task.Lane == TaskLane.Review) run!.EndReason.ShouldBeNull(history);
            }
        }
    }

    private static TaskEvent Any(Random random, ref int runs) => random.Next(12) switch
    {
        0 or 1 => new TaskEvent.RunAsked(Reserved($"r{++runs}")),
        2 or 3 => new TaskEvent.Started(s_process),
        4 => new TaskEvent.StartFailed(new Attention("start_failed", "no")),
        5 => new TaskEvent.StopAsked(new StopWish("user", null, null, s_now)),
        6 => new TaskEvent.StopSeen(new StopWish("outside", 15, 100, s_now)),
        7 => new TaskEvent.Ended(End(random.Next(2) == 0 ? RunPhase.Succeeded : RunPhase.Failed, random.Next(2))),
        8 => new TaskEvent.QueueAsked(),
        9 => new TaskEvent.DequeueAsked(),
        10 => random.Next(2) == 0 ? new TaskEvent.Approved() : new TaskEvent.Rejected("no"),
        _ => new TaskEvent.MoveAsked((TaskLane)random.Next(9)),
    };

    private static Change Running()
    {
        Change asked = Lifecycle.Apply(s_task, null, new TaskEvent.RunAsked(Reserved("r1")), Intent.User);
        return Apply(asked, new TaskEvent.Started(s_process), Intent.Run);
    }

    private static Change Stopping(string reason) => Apply(Running(), new TaskEvent.StopAsked(new StopWish(reason, null, null, s_now)), Intent.User);

    private static Change Apply(Change before, TaskEvent happened, Intent intent) => Lifecycle.Apply(before.Task, before.Run, happened, intent);

    private static BoardRun Reserved(string id) => new()
    {
        Id = id,
        TaskSeq = 7,
        Cause = Intent.User,
        Profile = "default",
        WorkingDirectory = "/",
        ReservedAt = s_now,
        Limits = new RunLimits(null, null, null, null, 5000),
    };

    private static RunEnd End(RunPhase phase, int code) => new() { Phase = phase, ExitCode = code, At = s_now };
}
