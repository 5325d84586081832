using System.Diagnostics;
using System.Diagnostics.Metrics;
using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>What is measured and traced: instruments and listeners are the process's, so that nothing else may run.</summary>
[Collection(AloneCollection.Name)]
public sealed class TelemetryTests
{
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
            Of("shell.jobs.started").ShouldBe([1]);
            Of("shell.pipelines.started").ShouldBe([1]);
            Of("shell.pipeline.length").ShouldBe([2]);
            Of("shell.job.duration").ShouldHaveSingleItem().ShouldBeGreaterThan(0);
            Of("shell.pipeline.duration").ShouldHaveSingleItem().ShouldBeGreaterThan(0);
            Of("shell.jobs.failed").ShouldBeEmpty();
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

        IEnumerable<double> Of(string name) => measured.Where(measurement => measurement.Name == name).Select(measurement => measurement.Value);

        void Add(string name, double value)
        {
            lock (measured) measured.Add((name, value));
        }
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
