using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;

namespace Drover.Engine.Telemetry;

/// <summary>The meter and activity source named "Drover.Engine". Durations are in seconds, as OpenTelemetry asks.</summary>
/// <remarks>
/// Instruments: processes.started, processes.exited (tag outcome: exited, failed, signalled), processes.live, spawn.duration, run.duration,
/// stop.duration, stop.escalations, strays.reaped, leftovers, start.failures (tag step), output.bytes (tag stream).
/// </remarks>
public static class EngineTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Drover.Engine";

    /// <summary>Whether telemetry is compiled in: the shim, which nobody can listen to, leaves it out.</summary>
    [FeatureSwitchDefinition("Drover.Engine.Telemetry")]
    public static bool IsSupported { get; } = !AppContext.TryGetSwitch("Drover.Engine.Telemetry", out bool enabled) || enabled;

    internal static Activity? StartActivity(PipelineSpec spec)
    {
        // Without listeners the source would find that out after more work.
        if (!IsSupported || !Instruments.Source.HasListeners()) return null;
        Activity? activity = Instruments.Source.StartActivity("pipeline.start");
        activity?.SetTag("process.executable.name", spec.Stages[0].Executable.ToString());
        activity?.SetTag("drover.pipeline.stages", spec.Stages.Length);
        return activity;
    }

    // Without a time when the start was not looked at alone.
    internal static void Started(int stages, TimeSpan? elapsed)
    {
        if (!IsSupported) return;
        Instruments.Started.Add(stages);
        Instruments.Live.Add(stages);
        if (elapsed is { } time) Instruments.SpawnDuration.Record(time.TotalSeconds);
    }

    internal static void StartFailed(string step)
    {
        if (IsSupported) Instruments.StartFailures.Add(1, new KeyValuePair<string, object?>("step", step));
    }

    internal static void Exited(WaitStatus status, Pipeline pipeline)
    {
        if (!IsSupported) return;
        string outcome = status.Kind == WaitStatusKind.Signalled ? "signalled" : status.ExitCode == 0 ? "exited" : "failed";
        Instruments.Exited.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        Instruments.Live.Add(-1);
        if (Instruments.RunDuration.Enabled) Instruments.RunDuration.Record(pipeline.Elapsed.TotalSeconds);
    }

    internal static void Stopped(StopReport report)
    {
        if (!IsSupported) return;
        Instruments.StopDuration.Record(report.Elapsed.TotalSeconds);
        if (report.Escalated) Instruments.Escalations.Add(1);
        if (!report.Leftovers.IsEmpty) Instruments.Leftovers.Add(report.Leftovers.Length);
    }

    internal static void StrayReaped()
    {
        if (IsSupported) Instruments.Strays.Add(1);
    }

    internal static void Output(int bytes, string stream)
    {
        if (IsSupported) Instruments.OutputBytes.Add(bytes, new KeyValuePair<string, object?>("stream", stream));
    }

    // Made when first used, so that a program without telemetry never runs this.
    private static class Instruments
    {
        private static readonly Meter s_meter = new(Name);

        public static readonly ActivitySource Source = new(Name);
        public static readonly Counter<long> Started = s_meter.CreateCounter<long>("processes.started", "{process}", "Processes started.");
        public static readonly Counter<long> Exited = s_meter.CreateCounter<long>("processes.exited", "{process}", "Processes ended, by outcome.");
        public static readonly UpDownCounter<long> Live = s_meter.CreateUpDownCounter<long>("processes.live", "{process}", "Processes alive.");
        public static readonly Histogram<double> SpawnDuration = s_meter.CreateHistogram<double>("spawn.duration", "s", "Time to start a pipeline.");
        public static readonly Histogram<double> RunDuration = s_meter.CreateHistogram<double>("run.duration", "s", "Time from start to end of a process.");
        public static readonly Histogram<double> StopDuration = s_meter.CreateHistogram<double>("stop.duration", "s", "Time to stop a whole tree.");
        public static readonly Counter<long> Escalations = s_meter.CreateCounter<long>("stop.escalations", "{stop}", "Stops that needed SIGKILL.");
        public static readonly Counter<long> Strays = s_meter.CreateCounter<long>("strays.reaped", "{process}", "Orphans that came to us and were reaped.");
        public static readonly Counter<long> Leftovers = s_meter.CreateCounter<long>("leftovers", "{process}", "Processes that a stop could not end.");
        public static readonly Counter<long> StartFailures = s_meter.CreateCounter<long>("start.failures", "{start}", "Starts that failed, by step.");
        public static readonly Counter<long> OutputBytes = s_meter.CreateCounter<long>("output.bytes", "By", "Output read from processes, by stream.");
    }
}
