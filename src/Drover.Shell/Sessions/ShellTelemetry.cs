using System.Diagnostics;
using System.Diagnostics.Metrics;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;

namespace Drover.Shell.Sessions;

/// <summary>The meter and activity source named "Drover.Shell". Durations are in seconds, as OpenTelemetry asks.</summary>
/// <remarks>
/// Instruments: shell.jobs.started, shell.job.duration (tag outcome: exited, failed), shell.jobs.failed (tag reason), shell.pipelines.started, shell.pipeline.duration,
/// shell.pipeline.length. Activities: shell.job with shell.job.id, shell.job.command, shell.job.exit_status, and beside it shell.pipeline with shell.pipeline.id, exit_statuses, cpu_seconds, peak_memory (bytes) and
/// shell.pipeline.length, which has a shell.stage for each stage with shell.stage.index, shell.stage.exit_status, process.pid and process.executable.path. Programs get the
/// id of their stage as TRACEPARENT.
/// </remarks>
public static class ShellTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Drover.Shell";

    private static readonly Meter s_meter = new(Name);
    private static readonly ActivitySource s_source = new(Name);
    private static readonly Counter<long> s_started = s_meter.CreateCounter<long>("shell.jobs.started", "{job}", "Jobs started.");
    private static readonly Counter<long> s_failed = s_meter.CreateCounter<long>("shell.jobs.failed", "{job}", "Jobs that did not come to an exit of their own, by reason.");
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("shell.job.duration", "s", "Time from start to end of a job.");
    private static readonly Counter<long> s_pipelines = s_meter.CreateCounter<long>("shell.pipelines.started", "{pipeline}", "Pipelines started.");
    private static readonly Histogram<double> s_pipelineDuration = s_meter.CreateHistogram<double>("shell.pipeline.duration", "s", "Time from start to end of a pipeline.");
    private static readonly Histogram<long> s_length = s_meter.CreateHistogram<long>("shell.pipeline.length", "{stage}", "Stages of a pipeline.");

    internal static Activity? JobStarted(int id, string? command, ActivityContext parent)
    {
        s_started.Add(1);
        Activity? activity = Start("shell.job", parent);
        activity?.SetTag("shell.job.id", id);
        if (command is not null) activity?.SetTag("shell.job.command", command);
        return activity;
    }

    internal static void JobEnded(Activity? activity, int exitStatus, TimeSpan duration, JobFailureReason? reason)
    {
        s_duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", reason is null ? "exited" : "failed"));
        if (reason is { } why) JobFailed(why);
        activity?.SetTag("shell.job.exit_status", exitStatus);
        End(activity, reason?.ToString());
    }

    internal static void JobFailed(JobFailureReason reason) => s_failed.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    internal static Activity? PipelineStarting(int stages, ActivityContext parent)
    {
        Activity? activity = Start("shell.pipeline", parent);
        activity?.SetTag("shell.pipeline.length", stages);
        return activity;
    }

    internal static void PipelineStarted(Activity? activity, long id, int stages)
    {
        s_pipelines.Add(1);
        s_length.Record(stages);
        activity?.SetTag("shell.pipeline.id", id);
    }

    internal static Activity? StageStarting(int index, string? executable, ActivityContext pipeline)
    {
        Activity? activity = Start("shell.stage", pipeline);
        activity?.SetTag("shell.stage.index", index);
        if (executable is not null) activity?.SetTag("process.executable.path", executable);
        return activity;
    }

    internal static void StageEnded(Activity? activity, WaitStatus status)
    {
        activity?.SetTag("shell.stage.exit_status", status.ExitStatus);
        End(activity, status.Kind == WaitStatusKind.Signalled ? status.ToString() : null);
    }

    internal static void NotStarted(Activity? activity) => End(activity, "not started");

    internal static void PipelineEnded(Activity? activity, PipelineStatus status)
    {
        s_pipelineDuration.Record(status.Elapsed.TotalSeconds);
        if (activity is not null)
        {
            activity.SetTag("shell.pipeline.exit_statuses", string.Join(' ', status.Stages.Select(stage => stage.ExitStatus)));
            activity.SetTag("shell.pipeline.cpu_seconds", (status.Usage.CpuUser + status.Usage.CpuSystem).TotalSeconds);
            activity.SetTag("shell.pipeline.peak_memory", status.Usage.MaxResidentBytes);
        }
        End(activity, null);
    }

    // It must not become the parent of whatever the session's thread does next.
    private static Activity? Start(string name, ActivityContext parent)
    {
        Activity? current = Activity.Current;
        Activity? activity = s_source.StartActivity(name, ActivityKind.Internal, parent);
        Activity.Current = current;
        return activity;
    }

    private static void End(Activity? activity, string? failure)
    {
        if (activity is null) return;
        Activity? current = Activity.Current;
        if (failure is not null) activity.SetStatus(ActivityStatusCode.Error, failure);
        activity.Stop();
        Activity.Current = current;
    }
}
