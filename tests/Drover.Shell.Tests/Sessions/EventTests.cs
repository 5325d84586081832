using System.Diagnostics;
using System.Diagnostics.Metrics;
using Drover.Engine.Signals;
using Drover.Shell.Sessions;
using Drover.Testing;

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

    [Fact]
    public async Task Each_stage_has_an_activity_that_its_program_knows()
    {
        var activities = new List<Activity>();
        using Activity host = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        using ActivityListener listener = Listen(activities);
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["bad"], "#!/no/such/interpreter\n");
        File.SetUnixFileMode(directory["bad"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string told;
        await using (ShellSession session = await ShellHost.CreateSessionAsync())
        {
            told = (await session.EvalAsync("printenv TRACEPARENT | { cat; printenv TRACEPARENT; kill -s KILL $BASHPID; }")).Output;
            (await session.EvalAsync(directory["bad"])).ExitStatus.ShouldBe(127);
        }
        lock (activities)
        {
            Activity[] own = [.. activities.Where(activity => activity.TraceId == host.TraceId)];
            Activity pipeline = own.Single(activity => activity.OperationName == "shell.pipeline" && activity.GetTagItem("shell.pipeline.length") is 2);
            pipeline.ParentSpanId.ShouldBe(host.SpanId);
            Activity[] stages = [.. own.Where(activity => activity.OperationName == "shell.stage" && activity.ParentSpanId == pipeline.SpanId).OrderBy(activity => activity.GetTagItem("shell.stage.index"))];
            told.ShouldBe($"{stages[0].Id}\n{stages[1].Id}\n");
            stages[0].GetTagItem("process.executable.path").ShouldBe("/usr/bin/printenv");
            stages[0].GetTagItem("shell.stage.exit_status").ShouldBe(0);
            stages[0].Status.ShouldBe(ActivityStatusCode.Unset);
            stages[1].GetTagItem("shell.stage.exit_status").ShouldBe(128 + 9);
            stages[1].Status.ShouldBe(ActivityStatusCode.Error);
            own.ShouldContain(activity => activity.OperationName == "shell.stage" && activity.StatusDescription == "not started" && activity.GetTagItem("process.pid") == null);
        }
    }

    [Fact]
    public async Task Telemetry_counts_each_job_and_pipeline_once()
    {
        string mark = "telemetry" + Environment.ProcessId;
        var measured = new List<(string Name, double Value)>();
        var activities = new List<Activity>();
        using var meters = new MeterListener();
        using var host = new Activity("test").Start();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ShellTelemetry.Name) listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        meters.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument.Name, value));
        meters.Start();
        using ActivityListener listener = Listen(activities);
        await using (ShellSession session = await ShellHost.CreateSessionAsync()) await session.EvalAsync($"sh -c 'exit 3' {mark} | cat");
        lock (measured)
        {
            // Other tests run beside this one: what is counted is at least ours, and never two for one.
            measured.Count(measurement => measurement.Name == "shell.jobs.started").ShouldBeGreaterThanOrEqualTo(1);
            measured.ShouldContain(measurement => measurement.Name == "shell.job.duration" && measurement.Value > 0);
            measured.ShouldContain(measurement => measurement.Name == "shell.pipeline.length" && measurement.Value == 2);
        }
        lock (activities)
        {
            Activity[] own = [.. activities.Where(activity => activity.TraceId == host.TraceId)];
            own.Count(activity => activity.OperationName == "shell.job").ShouldBe(1);
            own.Count(activity => activity.OperationName == "shell.pipeline").ShouldBe(1);
            Activity job = own.Single(activity => activity.OperationName == "shell.job");
            job.GetTagItem("shell.job.exit_status").ShouldBe(0);
            ((string)job.GetTagItem("shell.job.command")!).ShouldContain(mark);
        }

        void Add(string name, double value)
        {
            lock (measured) measured.Add((name, value));
        }
    }

    private static ActivityListener Listen(List<Activity> into)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ShellTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (into) into.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
