using System.Text.Json;
using Drover.Server.Storage;

namespace Drover.Server.Tasks;

/// <summary>The table of tasks.</summary>
internal static class TaskTable
{
    /// <summary>The columns of <see cref="BoardTask.AsCard"/>.</summary>
    public static readonly string CardColumns =
        $"seq, title, substr(context, 1, {BoardTask.CardContext + 1}) AS context, docs_path, lane, priority, position, profile, labels, settings, attention_code, attention_text, not_before, " +
        "queued_at, created_at, updated_at, archived_at, rev, attempts, failures, current_run, last_run, NULL AS last_lines, recoveries";

    /// <summary>The task of a number; null when there is none.</summary>
    public static BoardTask? Find(DatabaseSession session, long seq) => session.QueryFirst("SELECT * FROM task WHERE seq = @seq", Read, ("@seq", seq));

    /// <summary>Stores a new task and returns it with its number, at the end of its lane.</summary>
    public static BoardTask Insert(DatabaseSession session, BoardTask task)
    {
        task = task with { Position = (session.QueryNumber("SELECT max(seq) FROM task") ?? 0) + 1 };
        long seq = session.QueryNumber(
            """
            INSERT INTO task (title, context, docs_path, lane, priority, position, profile, labels, settings, attention_code, attention_text, not_before, queued_at,
                created_at, updated_at, archived_at, rev, attempts, failures, current_run, last_run, last_lines, recoveries)
            VALUES (@title, @context, @docs_path, @lane, @priority, @position, @profile, @labels, @settings, @attention_code, @attention_text, @not_before, @queued_at,
                @created_at, @updated_at, @archived_at, @rev, @attempts, @failures, @current_run, @last_run, @last_lines, @recoveries)
            RETURNING seq
            """,
            Values(task)) ?? throw new StorageException("The task was not stored: the database gave it no number.");
        return task with { Seq = seq };
    }

    /// <summary>Stores what has changed of a task.</summary>
    public static void Update(DatabaseSession session, BoardTask task) => session.Execute(
        """
        UPDATE task SET title = @title, context = @context, docs_path = @docs_path, lane = @lane, priority = @priority, position = @position, profile = @profile,
            labels = @labels, settings = @settings, attention_code = @attention_code, attention_text = @attention_text, not_before = @not_before,
            queued_at = @queued_at, created_at = @created_at, updated_at = @updated_at, archived_at = @archived_at, rev = @rev, attempts = @attempts,
            failures = @failures, current_run = @current_run, last_run = @last_run, last_lines = @last_lines, recoveries = @recoveries
        WHERE seq = @seq
        """,
        [("@seq", task.Seq), .. Values(task)]);

    /// <summary>Removes a task with its runs.</summary>
    public static void Delete(DatabaseSession session, long seq) => session.Execute("DELETE FROM task WHERE seq = @seq", ("@seq", seq));

    /// <summary>The numbers of the tasks that work in a workspace, the archived ones left out.</summary>
    public static List<long> UsersOf(DatabaseSession session, string workspace)
    {
        // What a setting is called in its JSON is not for SQL: each kind of database has functions of its own for it.
        List<(long Seq, TaskSettings? Settings)> tasks = session.Query(
            "SELECT seq, settings FROM task WHERE lane <> 'archived' ORDER BY seq", row => (row.Number("seq"), JsonSerializer.Deserialize(row.Text("settings"), StoredJson.Default.TaskSettings)));
        return tasks.FindAll(task => task.Settings?.Workspace == workspace).ConvertAll(task => task.Seq);
    }

    /// <summary>How many tasks each lane has.</summary>
    public static Dictionary<string, long> Count(DatabaseSession session) =>
        session.Query("SELECT lane, count(*) AS n FROM task GROUP BY lane", row => (row.Text("lane"), row.Number("n"))).ToDictionary();

    /// <summary>The tasks that wait, in the order in which they are looked at: priority, then position.</summary>
    public static List<BoardTask> Waiting(DatabaseSession session) =>
        session.Query("SELECT * FROM task WHERE lane IN ('queued', 'blocked') ORDER BY priority DESC, position, seq", Read);

    /// <summary>How many tasks wait.</summary>
    public static long CountWaiting(DatabaseSession session) => session.QueryNumber("SELECT count(*) FROM task WHERE lane IN ('queued', 'blocked')") ?? 0;

    /// <summary>The first time after a moment before which a waiting task is not to be started; null when there is none.</summary>
    public static DateTimeOffset? NextDue(DatabaseSession session, DateTimeOffset since) =>
        session.QueryNumber("SELECT min(not_before) FROM task WHERE lane IN ('queued', 'blocked') AND not_before > @since", ("@since", since.ToUnixTimeMilliseconds())) is { } due
            ? DateTimeOffset.FromUnixTimeMilliseconds(due)
            : null;

    /// <summary>Makes a task of a row.</summary>
    public static BoardTask Read(Row row) => new()
    {
        Seq = row.Number("seq"),
        Title = row.Text("title"),
        Context = row.Text("context"),
        DocsPath = row.TextOrNull("docs_path"),
        Lane = LaneNames.TryParse(row.Text("lane")) ?? TaskLane.Todo,
        Priority = (int)row.Number("priority"),
        Position = row.Real("position"),
        Profile = row.TextOrNull("profile"),
        Labels = StoredJson.ReadList(row.Text("labels")),
        Settings = JsonSerializer.Deserialize(row.Text("settings"), StoredJson.Default.TaskSettings) ?? TaskSettings.None,
        Attention = row.TextOrNull("attention_code") is { } code ? new Attention(code, row.TextOrNull("attention_text") ?? "") : null,
        NotBefore = row.TimeOrNull("not_before"),
        QueuedAt = row.TimeOrNull("queued_at"),
        CreatedAt = row.Time("created_at"),
        UpdatedAt = row.Time("updated_at"),
        ArchivedAt = row.TimeOrNull("archived_at"),
        Rev = row.Number("rev"),
        Attempts = (int)row.Number("attempts"),
        Failures = (int)row.Number("failures"),
        Recoveries = (int)row.Number("recoveries"),
        CurrentRunId = row.TextOrNull("current_run"),
        LastRunId = row.TextOrNull("last_run"),
        LastLines = StoredJson.ReadList(row.TextOrNull("last_lines")),
    };

    private static (string, object?)[] Values(BoardTask task) =>
    [
        ("@title", task.Title),
        ("@context", task.Context),
        ("@docs_path", task.DocsPath),
        ("@lane", LaneNames.Of(task.Lane)),
        ("@priority", (long)task.Priority),
        ("@position", task.Position),
        ("@profile", task.Profile),
        ("@labels", StoredJson.Write(task.Labels)),
        ("@settings", JsonSerializer.Serialize(task.Settings, StoredJson.Default.TaskSettings)),
        ("@attention_code", task.Attention?.Code),
        ("@attention_text", task.Attention?.Text),
        ("@not_before", task.NotBefore?.ToUnixTimeMilliseconds()),
        ("@queued_at", task.QueuedAt?.ToUnixTimeMilliseconds()),
        ("@created_at", task.CreatedAt.ToUnixTimeMilliseconds()),
        ("@updated_at", task.UpdatedAt.ToUnixTimeMilliseconds()),
        ("@archived_at", task.ArchivedAt?.ToUnixTimeMilliseconds()),
        ("@rev", task.Rev),
        ("@attempts", (long)task.Attempts),
        ("@failures", (long)task.Failures),
        ("@recoveries", (long)task.Recoveries),
        ("@current_run", task.CurrentRunId),
        ("@last_run", task.LastRunId),
        ("@last_lines", task.LastLines.IsDefaultOrEmpty ? null : StoredJson.Write(task.LastLines)),
    ];
}
