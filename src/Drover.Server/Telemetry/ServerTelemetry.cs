using System.Diagnostics;
using System.Diagnostics.Metrics;
using Drover.Runs;
using Drover.Server.Runs;

namespace Drover.Server.Telemetry;

/// <summary>The meter and activity source named "Drover.Server". Durations are in seconds, as OpenTelemetry asks.</summary>
internal static class ServerTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Drover.Server";

    private static readonly Meter s_meter = new(Name);
    private static readonly ActivitySource s_source = new(Name);
    private static readonly Counter<long> s_started = s_meter.CreateCounter<long>("drover.runs.started", "{run}", "Runs that took a slot.");
    private static readonly Counter<long> s_ended = s_meter.CreateCounter<long>("drover.runs.ended", "{run}", "Runs that have ended since this server started, by how.");
    private static readonly Counter<long> s_startFailures = s_meter.CreateCounter<long>("drover.runs.start_failures", "{run}", "Runs whose command could not be started.");
    private static readonly Histogram<double> s_queueWait = s_meter.CreateHistogram<double>("drover.queue.wait", "s", "Time that tasks waited for a slot.");
    private static readonly Histogram<double> s_runDuration = s_meter.CreateHistogram<double>("drover.run.duration", "s", "Time from a run's start to its end.");
    private static readonly Histogram<double> s_stopDuration = s_meter.CreateHistogram<double>("drover.stop.duration", "s", "Time from a stop that was asked for until nothing was left alive.");
    private static readonly Counter<long> s_escalations = s_meter.CreateCounter<long>("drover.stop.escalations", "{stop}", "Stops that needed SIGKILL.");
    private static readonly Counter<long> s_strays = s_meter.CreateCounter<long>("drover.strays.reaped", "{process}", "Orphans of runs that were reaped and did not become zombies.");
    private static readonly Counter<long> s_leftovers = s_meter.CreateCounter<long>("drover.leftovers", "{process}", "Processes of runs that could not be ended.");
    private static readonly Counter<long> s_recoveries = s_meter.CreateCounter<long>("drover.recoveries", "{run}", "Runs that a starting server found, by what became of them.");
    private static readonly Counter<long> s_logBytes = s_meter.CreateCounter<long>("drover.log.bytes", "By", "Output of runs that have ended.");
    private static readonly Counter<long> s_logRecords = s_meter.CreateCounter<long>("drover.log.records", "{record}", "Log records of runs that have ended.");
    private static readonly Histogram<double> s_writes = s_meter.CreateHistogram<double>("drover.db.write.duration", "s", "Time of a transaction that writes.");
    private static readonly Histogram<double> s_dispatchLag = s_meter.CreateHistogram<double>("drover.dispatcher.lag", "s", "Time from a reason to look at the queue until it was looked at.");

    /// <summary>A run has taken its slot.</summary>
    public static void Started(BoardRun run)
    {
        s_started.Add(1);
        if (run.QueuedAt is { } since) s_queueWait.Record(Seconds(since, run.ReservedAt));
    }

    /// <summary>A run has ended. Its span is made now, from the times that were recorded: a server may have come and gone meanwhile.</summary>
    public static void Ended(BoardRun run)
    {
        string state = PhaseNames.Of(run.Phase);
        DateTimeOffset end = run.EndedAt ?? run.ReservedAt;
        s_ended.Add(1, new KeyValuePair<string, object?>("state", state));
        if (run.Phase == RunPhase.StartFailed) s_startFailures.Add(1);
        if (run.StartedAt is { } began) s_runDuration.Record(Seconds(began, end), new KeyValuePair<string, object?>("state", state));
        if (run.Stop is { } stop)
        {
            s_stopDuration.Record(Seconds(stop.AskedAt, end));
            if (stop.Escalated == true) s_escalations.Add(1);
        }
        if (!s_source.HasListeners()) return;
        using Activity? span = s_source.StartActivity("run", ActivityKind.Internal, parentContext: default, startTime: run.ReservedAt);
        if (span is null) return;
        span.SetTag("drover.run.id", run.Id).SetTag("drover.task.id", run.TaskId).SetTag("drover.run.attempt", run.Attempt).SetTag("drover.run.state", state)
            .SetTag("drover.profile", run.Profile).SetTag("process.exit.code", run.ExitCode).SetEndTime(end.UtcDateTime);
        if (run.Phase != RunPhase.Succeeded) span.SetStatus(ActivityStatusCode.Error, run.ReasonText);
        if (run.QueuedAt is not { } queued) return;
        using Activity? wait = s_source.StartActivity("queue.wait", ActivityKind.Internal, span.Context, startTime: queued);
        wait?.SetEndTime(run.ReservedAt.UtcDateTime);
    }

    /// <summary>Nothing of a durable run is alive any more.</summary>
    public static void Settled(RunStatus status)
    {
        s_logBytes.Add(status.LogBytes);
        s_logRecords.Add(status.LogRecords);
        if (status.StraysReaped > 0) s_strays.Add(status.StraysReaped);
        if (!status.Leftovers.IsDefaultOrEmpty) s_leftovers.Add(status.Leftovers.Length);
    }

    /// <summary>A server has started and looked after the runs of those before it.</summary>
    public static void Recovered(RecoveryReport report)
    {
        foreach ((string result, int count) in new (string, int)[]
        {
            ("reattached", report.Reattached.Count), ("settled", report.Settled.Count), ("lost", report.Lost.Count), ("never_started", report.NeverStarted.Count), ("orphan", report.Orphans.Count),
        })
            s_recoveries.Add(count, new KeyValuePair<string, object?>("result", result));
    }

    /// <summary>A transaction that writes has ended.</summary>
    public static void Written(TimeSpan elapsed) => s_writes.Record(elapsed.TotalSeconds);

    /// <summary>The queue was looked at.</summary>
    public static void Looked(TimeSpan lag) => s_dispatchLag.Record(lag.TotalSeconds);

    private static double Seconds(DateTimeOffset from, DateTimeOffset to) => Math.Max(0, (to - from).TotalSeconds);
}
