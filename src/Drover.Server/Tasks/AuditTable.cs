using Drover.Server.Runs;
using Drover.Server.Storage;

namespace Drover.Server.Tasks;

/// <summary>The table in which every change of a task or run is noted with its cause.</summary>
internal static class AuditTable
{
    /// <summary>Adds a row.</summary>
    public static void Insert(DatabaseSession session, AuditEntry entry) => session.Execute(
        """
        INSERT INTO run_event (run_id, task_seq, at, kind, from_lane, to_lane, from_phase, to_phase, intent, actor, detail)
        VALUES (@run_id, @task_seq, @at, @kind, @from_lane, @to_lane, @from_phase, @to_phase, @intent, @actor, @detail)
        """,
        ("@run_id", entry.RunId),
        ("@task_seq", entry.TaskSeq),
        ("@at", entry.At.ToUnixTimeMilliseconds()),
        ("@kind", entry.Kind),
        ("@from_lane", LaneNames.Of(entry.FromLane)),
        ("@to_lane", LaneNames.Of(entry.ToLane)),
        ("@from_phase", entry.FromPhase is { } from ? PhaseNames.Of(from) : null),
        ("@to_phase", entry.ToPhase is { } to ? PhaseNames.Of(to) : null),
        ("@intent", IntentNames.Of(entry.Intent)),
        ("@actor", entry.Actor),
        ("@detail", entry.Detail));

    /// <summary>What happened to a run, oldest first.</summary>
    public static List<AuditEntry> OfRun(DatabaseSession session, string runId) =>
        session.Query("SELECT * FROM run_event WHERE run_id = @run_id ORDER BY id", Read, ("@run_id", runId));

    /// <summary>What happened to a task, oldest first.</summary>
    public static List<AuditEntry> OfTask(DatabaseSession session, long seq) =>
        session.Query("SELECT * FROM run_event WHERE task_seq = @task_seq ORDER BY id", Read, ("@task_seq", seq));

    private static AuditEntry Read(Row row) => new()
    {
        RunId = row.TextOrNull("run_id"),
        TaskSeq = row.Number("task_seq"),
        At = row.Time("at"),
        Kind = row.Text("kind"),
        FromLane = LaneNames.TryParse(row.Text("from_lane")) ?? TaskLane.Todo,
        ToLane = LaneNames.TryParse(row.Text("to_lane")) ?? TaskLane.Todo,
        FromPhase = row.TextOrNull("from_phase") is { } from ? PhaseNames.TryParse(from) : null,
        ToPhase = row.TextOrNull("to_phase") is { } to ? PhaseNames.TryParse(to) : null,
        Intent = IntentNames.TryParse(row.Text("intent")) ?? Intent.User,
        Actor = row.Text("actor"),
        Detail = row.TextOrNull("detail"),
    };
}
