using System.Buffers;
using System.Text.Json;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;

namespace Drover.Shell.Jobs;

/// <summary>Jobs as JSON, for programs.</summary>
internal static class JobJson
{
    /// <summary>An array with one object a job, as shell text in one line.</summary>
    public static string Write(JobTable table, IEnumerable<Job> jobs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (Job job in jobs) Write(json, table, job);
            json.WriteEndArray();
        }
        return ShellText.From(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JobTable table, Job job)
    {
        json.WriteStartObject();
        json.WriteNumber("id", job.Id);
        json.WriteString("state", StateName(job));
        json.WriteString("command", ShellText.ToBytes(job.CommandText).ToString());
        json.WriteBoolean("current", table.Mark(job) == '+');
        json.WriteBoolean("previous", table.Mark(job) == '-');
        json.WriteNumber("group", job.Pipeline.Group.Id);
        json.WriteString("started", job.Pipeline.StartedAt);
        if (job.Pipeline.Status is { } status) WriteEnd(json, status);
        json.WriteStartArray("processes");
        foreach (ChildProcess stage in job.Pipeline.Stages)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", stage.Pid);
            json.WriteString("program", stage.Spec.Executable.ToString());
            WriteStatus(json, stage.Status);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter json, PipelineStatus status)
    {
        json.WriteNumber("exit_status", status.ExitStatus);
        json.WriteNumber("seconds", Math.Round(status.Elapsed.TotalSeconds, 3));
        json.WriteNumber("cpu_seconds", Math.Round((status.Usage.CpuUser + status.Usage.CpuSystem).TotalSeconds, 3));
    }

    private static void WriteStatus(Utf8JsonWriter json, WaitStatus status)
    {
        json.WriteString("state", status.Kind switch
        {
            WaitStatusKind.Exited => "exited",
            WaitStatusKind.Signalled => "signalled",
            WaitStatusKind.Stopped => "stopped",
            _ => "running",
        });
        if (status.HasEnded) json.WriteNumber("exit_status", status.ExitStatus);
        if (status.Kind is WaitStatusKind.Signalled or WaitStatusKind.Stopped) json.WriteString("signal", status.Signal.ToString());
    }

    private static string StateName(Job job) => job.State switch
    {
        JobState.Running => "running",
        JobState.Stopped => "stopped",
        _ => job.Status.Kind == WaitStatusKind.Signalled ? "signalled" : "exited",
    };
}
