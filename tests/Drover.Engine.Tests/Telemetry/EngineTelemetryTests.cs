using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;
using Drover.Engine.Telemetry;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Telemetry;

public sealed class EngineTelemetryTests : EngineTest, IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tag)> _measured = new();

    public EngineTelemetryTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != EngineTelemetry.Name) return;
            _instruments[instrument.Name] = instrument;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _measured.Enqueue((instrument.Name, value, Tag(tags))));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _measured.Enqueue((instrument.Name, value, Tag(tags))));
        _listener.Start();
    }

    protected override EngineOptions Options => new() { Subreaper = true };

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Starts_and_ends_are_counted_by_outcome()
    {
        Engine.Start(PipelineSpec.Of(Shell("exit 0"), Shell("exit 3"), Shell("kill -9 $$"))).Wait();
        Sum("processes.started").ShouldBe(3);
        await Eventually.IsTrueAsync(() => Sum("processes.exited") == 3);
        (Sum("processes.exited", "exited"), Sum("processes.exited", "failed"), Sum("processes.exited", "signalled")).ShouldBe((1, 1, 1));
        Sum("processes.live").ShouldBe(0);
        Count("spawn.duration").ShouldBe(1);
        Count("run.duration").ShouldBe(3);
        _measured.Where(m => m.Name == "run.duration").ShouldAllBe(m => m.Value > 0 && m.Value < 10);
    }

    [Fact]
    public void Failed_starts_are_counted_by_step()
    {
        Should.Throw<SpawnException>(() => Engine.Start(ProcessSpec.Of("no-such-program")));
        Should.Throw<SpawnException>(() => Engine.Start(Shell(":") with { WorkingDirectory = "/none" }));
        (Sum("start.failures", "Resolve"), Sum("start.failures", "WorkingDirectory")).ShouldBe((1, 1));
        Sum("processes.started").ShouldBe(0);
    }

    [Fact]
    public async Task Stops_escalations_and_strays_are_counted()
    {
        (Pipeline pipeline, _) = StartReady(PipelineSpec.Of(Program("setsid-escape", "--ignore-term")) with { Contained = true });
        await pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromMilliseconds(100)));
        await pipeline.StopAsync(StopPolicy.Default);
        (Count("stop.duration"), Sum("stop.escalations"), Sum("leftovers")).ShouldBe((2, 1, 0));
        await Eventually.IsTrueAsync(() => Sum("strays.reaped") == 1);
        _measured.Where(m => m.Name == "stop.duration").Max(m => m.Value).ShouldBeInRange(0.1, 5);
    }

    [Fact]
    public void Output_is_counted_in_bytes_by_stream()
    {
        using var loop = new EventLoop();
        using var engine = new ProcessEngine(new EngineOptions { Loop = loop, ChildSignals = ChildSignalSource.None });
        using Pipeline pipeline = engine.Start(Shell("printf 12345; printf 123 >&2").Redirect(Redirection.PipeFromChild(1)).Redirect(Redirection.PipeFromChild(2)));
        var sink = new NullSink();
        using var first = new OutputPump(loop, pipeline.Stages[0].TakePipe(1), 1, sink);
        using var second = new OutputPump(loop, pipeline.Stages[0].TakePipe(2), 2, sink);
        loop.RunUntil(() => first.HasEnded && second.HasEnded && pipeline.Status is not null, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        (Sum("output.bytes", "1"), Sum("output.bytes", "2")).ShouldBe((5, 3));
    }

    [Fact]
    public void Every_instrument_states_its_unit()
    {
        Engine.Start(ProcessSpec.Of("true")).Wait();
        _instruments.Keys.Order().ShouldBe(
        [
            "leftovers", "output.bytes", "processes.exited", "processes.live", "processes.started", "run.duration", "spawn.duration", "start.failures",
            "stop.duration", "stop.escalations", "strays.reaped",
        ]);
        _instruments.Values.ShouldAllBe(instrument => !string.IsNullOrEmpty(instrument.Unit) && !string.IsNullOrEmpty(instrument.Description));
        _instruments.Values.Where(instrument => instrument.Name.EndsWith(".duration", StringComparison.Ordinal)).ShouldAllBe(instrument => instrument.Unit == "s");
    }

    [Fact]
    public void A_start_is_an_activity_that_fails_with_it()
    {
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        Engine.Start(PipelineSpec.Of(ProcessSpec.Of("true"), ProcessSpec.Of("true"))).Wait();
        Should.Throw<SpawnException>(() => Engine.Start(ProcessSpec.Of("no-such-program")));
        activities.Select(activity => activity.OperationName).ShouldBe(["pipeline.start", "pipeline.start"]);
        activities.First().GetTagItem("drover.pipeline.stages").ShouldBe(2);
        activities.First().GetTagItem("process.executable.name").ShouldBe("true");
        activities.Last().Status.ShouldBe(ActivityStatusCode.Error);
        activities.Last().StatusDescription.ShouldBe("no-such-program: command not found");
    }

    private static string Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.IsEmpty ? "" : tags[0].Value!.ToString()!;

    private double Sum(string name, string? tag = null) => _measured.Where(m => m.Name == name && (tag is null || m.Tag == tag)).Sum(m => m.Value);

    private int Count(string name) => _measured.Count(m => m.Name == name);

    private sealed class NullSink : IOutputSink
    {
        public void Output(int stream, ReadOnlySpan<byte> bytes) { }

        public void OutputEnded(int stream) { }
    }
}
