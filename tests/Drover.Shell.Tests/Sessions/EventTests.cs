using System.Diagnostics;
using Drover.Engine.Signals;
using Drover.Shell.Sessions;

namespace Drover.Shell.Tests.Sessions;

/// <summary>What a session tells of its jobs and pipelines: each thing once, to everybody.</summary>
public sealed class EventTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Each_change_is_told_once_with_its_true_data()
    {
        ShellSession session = await ShellHost.CreateSessionAsync();
        IAsyncEnumerable<ShellEvent> first = session.WatchAsync(), second = session.WatchAsync();
        await session.EvalAsync("sh -c 'sleep 0.1; exit 3'");
        ShellJob job = (await session.EvalAsync("sleep 1000 | cat &")).StartedJobs[0];
        await job.SuspendAsync().WaitAsync(s_limit);
        await job.ResumeAsync();
        job.Signal(Signal.TERM);
        await job.WaitAsync(s_limit);
        await session.EvalAsync("no-such-command-here");
        await session.DisposeAsync();
        List<ShellEvent> events = await first.ToListAsync();
        (await second.ToListAsync()).ShouldBe(events);
        events.Select(happening => happening.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(number => (long)number));
        events.OfType<JobStarted>().Select(started => (started.JobId, started.IsBackground)).ShouldBe([(1, false), (1, true)]);
        JobCompleted completed = events.OfType<JobCompleted>().Single();
        completed.ExitStatus.ShouldBe(3);
        completed.Duration.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(90));
        events.OfType<JobStopped>().Single().Signal.ShouldBe(Signal.TSTP);
        events.OfType<JobContinued>().Count().ShouldBe(1);
        JobFailed[] failed = [.. events.OfType<JobFailed>()];
        failed.Select(failure => failure.Reason).ShouldBe([JobFailureReason.Signalled, JobFailureReason.NotFound]);
        failed[0].End!.Value.Signal.ShouldBe(Signal.TERM);
        failed[0].Duration.ShouldBeGreaterThan(TimeSpan.Zero);
        failed[1].CommandText.ShouldBe("no-such-command-here");
        events.OfType<PipelineStarted>().Select(started => started.Stages).ShouldBe([1, 2]);
        events.OfType<PipelineCompleted>().Select(ended => ended.PipelineId).ShouldBe([1L, 2L]);
    }

    [Fact]
    public async Task A_watcher_that_does_not_read_loses_the_oldest_and_can_see_it()
    {
        ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { EventBuffer = 4 });
        IAsyncEnumerable<ShellEvent> watched = session.WatchAsync();
        for (int i = 0; i < 5; i++) await session.EvalAsync("/bin/true");
        await session.DisposeAsync();
        List<ShellEvent> events = await watched.ToListAsync();
        events.Count.ShouldBe(4);
        events[0].Sequence.ShouldBe(17);
        events[^1].Sequence.ShouldBe(20);
    }

    [Fact]
    public async Task Programs_know_the_trace_that_they_belong_to()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        (await session.EvalAsync("printenv TRACEPARENT")).ExitStatus.ShouldBe(1);
        using Activity host = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        (await session.EvalAsync("printenv TRACEPARENT | cat")).Output.ShouldBe(host.Id + "\n");
        (await session.EvalAsync("export TRACEPARENT=mine; printenv TRACEPARENT")).Output.ShouldBe("mine\n");
    }
}
