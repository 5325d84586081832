using System.Text.Json;
using Drover.Server.Agents;
using Drover.Server.Storage;
using Drover.Server.Tasks;

namespace Drover.Server.Runs;

/// <summary>The table of board runs.</summary>
internal static class RunTable
{
    /// <summary>The run of an id; null when there is none.</summary>
    public static BoardRun? Find(DatabaseSession session, string id) => session.QueryFirst("SELECT * FROM run WHERE id = @id", Read, ("@id", id));

    /// <summary>The runs that hold a slot, oldest first.</summary>
    public static List<BoardRun> Live(DatabaseSession session) =>
        session.Query($"SELECT * FROM run WHERE phase IN {Schema.LivePhases} ORDER BY reserved_at, id", Read);

    /// <summary>Stores a new run. The database itself forbids two live ones of a task.</summary>
    public static void Insert(DatabaseSession session, BoardRun run) => session.Execute(
        """
        INSERT INTO run (id, task_seq, attempt, cause, phase, reason_kind, reason_text, profile, command, cwd, durable_id, pid, start_ticks, boot_id, instance_id,
            queued_at, reserved_at, started_at, ended_at, exit_code, term_signal, end_reason, stop, limits, rules, usage, log_last, log_bytes, disk_bytes, recovered, leftovers)
        VALUES (@id, @task_seq, @attempt, @cause, @phase, @reason_kind, @reason_text, @profile, @command, @cwd, @durable_id, @pid, @start_ticks, @boot_id, @instance_id,
            @queued_at, @reserved_at, @started_at, @ended_at, @exit_code, @term_signal, @end_reason, @stop, @limits, @rules, @usage, @log_last, @log_bytes, @disk_bytes, @recovered, @leftovers)
        """,
        Values(run));

    /// <summary>Stores what has changed of a run.</summary>
    public static void Update(DatabaseSession session, BoardRun run) => session.Execute(
        """
        UPDATE run SET task_seq = @task_seq, attempt = @attempt, cause = @cause, phase = @phase, reason_kind = @reason_kind, reason_text = @reason_text, profile = @profile,
            command = @command, cwd = @cwd, durable_id = @durable_id, pid = @pid, start_ticks = @start_ticks, boot_id = @boot_id, instance_id = @instance_id,
            queued_at = @queued_at, reserved_at = @reserved_at, started_at = @started_at, ended_at = @ended_at, exit_code = @exit_code, term_signal = @term_signal,
            end_reason = @end_reason, stop = @stop, limits = @limits, rules = @rules, usage = @usage, log_last = @log_last, log_bytes = @log_bytes, disk_bytes = @disk_bytes, recovered = @recovered,
            leftovers = @leftovers
        WHERE id = @id
        """,
        Values(run));

    /// <summary>Makes a run of a row.</summary>
    public static BoardRun Read(Row row) => new()
    {
        Id = row.Text("id"),
        TaskSeq = row.Number("task_seq"),
        Attempt = (int)row.Number("attempt"),
        Cause = IntentNames.TryParse(row.Text("cause")) ?? Intent.User,
        Phase = PhaseNames.TryParse(row.Text("phase")) ?? RunPhase.Lost,
        ReasonKind = row.TextOrNull("reason_kind"),
        ReasonText = row.TextOrNull("reason_text"),
        Profile = row.Text("profile"),
        Command = StoredJson.ReadList(row.Text("command")),
        WorkingDirectory = row.Text("cwd"),
        DurableId = row.TextOrNull("durable_id"),
        Pid = (int?)row.NumberOrNull("pid"),
        StartTicks = row.NumberOrNull("start_ticks"),
        BootId = row.TextOrNull("boot_id"),
        InstanceId = row.Text("instance_id"),
        QueuedAt = row.TimeOrNull("queued_at"),
        ReservedAt = row.Time("reserved_at"),
        StartedAt = row.TimeOrNull("started_at"),
        EndedAt = row.TimeOrNull("ended_at"),
        ExitCode = (int?)row.NumberOrNull("exit_code"),
        Signal = row.TextOrNull("term_signal"),
        EndReason = row.TextOrNull("end_reason"),
        Stop = row.TextOrNull("stop") is { } stop ? JsonSerializer.Deserialize(stop, StoredJson.Default.RunStopReport) : null,
        Limits = JsonSerializer.Deserialize(row.Text("limits"), StoredJson.Default.RunLimits)!,
        Rules = row.TextOrNull("rules") is { } rules ? JsonSerializer.Deserialize(rules, StoredJson.Default.RunRules)! : RunRules.Usual,
        Usage = row.TextOrNull("usage") is { } usage ? JsonSerializer.Deserialize(usage, StoredJson.Default.RunUsage) : null,
        LogLast = row.Number("log_last"),
        LogBytes = row.Number("log_bytes"),
        DiskBytes = row.NumberOrNull("disk_bytes"),
        Recovered = (int)row.Number("recovered"),
        Leftovers = StoredJson.ReadList(row.TextOrNull("leftovers")),
    };

    private static (string, object?)[] Values(BoardRun run) =>
    [
        ("@id", run.Id),
        ("@task_seq", run.TaskSeq),
        ("@attempt", (long)run.Attempt),
        ("@cause", IntentNames.Of(run.Cause)),
        ("@phase", PhaseNames.Of(run.Phase)),
        ("@reason_kind", run.ReasonKind),
        ("@reason_text", run.ReasonText),
        ("@profile", run.Profile),
        ("@command", StoredJson.Write(run.Command)),
        ("@cwd", run.WorkingDirectory),
        ("@durable_id", run.DurableId),
        ("@pid", (long?)run.Pid),
        ("@start_ticks", run.StartTicks),
        ("@boot_id", run.BootId),
        ("@instance_id", run.InstanceId),
        ("@queued_at", run.QueuedAt?.ToUnixTimeMilliseconds()),
        ("@reserved_at", run.ReservedAt.ToUnixTimeMilliseconds()),
        ("@started_at", run.StartedAt?.ToUnixTimeMilliseconds()),
        ("@ended_at", run.EndedAt?.ToUnixTimeMilliseconds()),
        ("@exit_code", (long?)run.ExitCode),
        ("@term_signal", run.Signal),
        ("@end_reason", run.EndReason),
        ("@stop", run.Stop is null ? null : JsonSerializer.Serialize(run.Stop, StoredJson.Default.RunStopReport)),
        ("@limits", JsonSerializer.Serialize(run.Limits, StoredJson.Default.RunLimits)),
        ("@rules", JsonSerializer.Serialize(run.Rules, StoredJson.Default.RunRules)),
        ("@usage", run.Usage is null ? null : JsonSerializer.Serialize(run.Usage, StoredJson.Default.RunUsage)),
        ("@log_last", run.LogLast),
        ("@log_bytes", run.LogBytes),
        ("@disk_bytes", run.DiskBytes),
        ("@recovered", (long)run.Recovered),
        ("@leftovers", run.Leftovers.IsDefaultOrEmpty ? null : StoredJson.Write(run.Leftovers)),
    ];
}
