using System.Globalization;

namespace Drover.Server.Storage;

/// <summary>The tables, as the migrations that make them.</summary>
internal static class Schema
{
    /// <summary>The phases in which a run holds a slot; written out because an index needs constants.</summary>
    public const string LivePhases = "('reserved', 'starting', 'running', 'stopping')";

    /// <summary>All steps, oldest first.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new(1, $$"""
            CREATE TABLE task (
                seq {identity}, title TEXT NOT NULL, context TEXT NOT NULL, docs_path TEXT, lane TEXT NOT NULL, priority {integer} NOT NULL,
                position {real} NOT NULL, profile TEXT, labels TEXT NOT NULL, settings TEXT NOT NULL, attention_code TEXT, attention_text TEXT,
                not_before {integer}, queued_at {integer}, created_at {integer} NOT NULL, updated_at {integer} NOT NULL, archived_at {integer},
                rev {integer} NOT NULL, attempts {integer} NOT NULL, failures {integer} NOT NULL, current_run TEXT, last_run TEXT, last_lines TEXT){strict};
            CREATE INDEX task_by_lane ON task (lane, position, seq);
            CREATE TABLE run (
                id TEXT PRIMARY KEY, task_seq {integer} NOT NULL REFERENCES task (seq) ON DELETE CASCADE, attempt {integer} NOT NULL, cause TEXT NOT NULL,
                phase TEXT NOT NULL, reason_kind TEXT, reason_text TEXT, profile TEXT NOT NULL, command TEXT NOT NULL, cwd TEXT NOT NULL, durable_id TEXT,
                pid {integer}, start_ticks {integer}, boot_id TEXT, instance_id TEXT NOT NULL, queued_at {integer}, reserved_at {integer} NOT NULL,
                started_at {integer}, ended_at {integer}, exit_code {integer}, term_signal TEXT, end_reason TEXT, stop TEXT, limits TEXT NOT NULL,
                usage TEXT, log_last {integer} NOT NULL, log_bytes {integer} NOT NULL, recovered {integer} NOT NULL, leftovers TEXT){strict};
            CREATE INDEX run_by_task ON run (task_seq, attempt);
            CREATE INDEX run_by_start ON run (reserved_at);
            CREATE UNIQUE INDEX run_one_live ON run (task_seq) WHERE phase IN {{LivePhases}};
            CREATE INDEX run_live ON run (phase) WHERE phase IN {{LivePhases}};
            CREATE TABLE run_event (
                id {identity}, run_id TEXT, task_seq {integer} NOT NULL, at {integer} NOT NULL, kind TEXT NOT NULL, from_lane TEXT NOT NULL, to_lane TEXT NOT NULL,
                from_phase TEXT, to_phase TEXT, intent TEXT NOT NULL, actor TEXT NOT NULL, detail TEXT){strict};
            CREATE INDEX run_event_by_task ON run_event (task_seq, id);
            CREATE INDEX run_event_by_run ON run_event (run_id, id);
            CREATE TABLE server_instance (id TEXT PRIMARY KEY, boot_id TEXT NOT NULL, pid {integer} NOT NULL, started_at {integer} NOT NULL, clean_stop_at {integer}){strict};
            """),
        new(2, """
            ALTER TABLE task ADD COLUMN recoveries {integer} NOT NULL DEFAULT 0;
            CREATE TABLE queue_state (
                id {integer} PRIMARY KEY, capacity {integer}, paused {integer} NOT NULL, reason TEXT, until {integer}, draining {integer} NOT NULL, updated_at {integer} NOT NULL){strict};
            """),
        new(3, """
            CREATE TABLE idempotency (
                key TEXT PRIMARY KEY, request TEXT NOT NULL, status {integer}, content_type TEXT, location TEXT, response TEXT, expires_at {integer} NOT NULL){strict};
            CREATE INDEX idempotency_by_end ON idempotency (expires_at);
            """),
        new(4, """
            CREATE TABLE profile (name TEXT PRIMARY KEY, body TEXT NOT NULL, rev {integer} NOT NULL, updated_at {integer} NOT NULL){strict};
            CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at {integer} NOT NULL){strict};
            ALTER TABLE run ADD COLUMN rules TEXT;
            ALTER TABLE queue_state ADD COLUMN cause TEXT;
            """),
        new(5, """
            CREATE TABLE schedule (name TEXT PRIMARY KEY, body TEXT NOT NULL, next_at {integer}){strict};
            CREATE INDEX schedule_by_next ON schedule (next_at);
            CREATE TABLE workspace (name TEXT PRIMARY KEY, body TEXT NOT NULL){strict};
            """),
        new(6, "ALTER TABLE run ADD COLUMN pruned_at {integer};"),
        new(7, "CREATE TABLE api_token (id TEXT PRIMARY KEY, name TEXT NOT NULL, scope TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, created_at {integer} NOT NULL){strict};"),
        new(8, """
            CREATE TABLE sample (
                run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE, step {integer} NOT NULL, at {integer} NOT NULL, cpu_ms {integer} NOT NULL, rss {integer} NOT NULL,
                processes {integer} NOT NULL, threads {integer} NOT NULL, read_bytes {integer} NOT NULL, write_bytes {integer} NOT NULL,
                PRIMARY KEY (run_id, step, at)){clustered};
            """),
        new(9, """
            CREATE TABLE webhook (
                id TEXT PRIMARY KEY, url TEXT NOT NULL, events TEXT NOT NULL, enabled {integer} NOT NULL, secret TEXT NOT NULL, created_at {integer} NOT NULL, rev {integer} NOT NULL){strict};
            CREATE TABLE webhook_delivery (
                id {identity}, webhook_id TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE, event_id TEXT NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL,
                created_at {integer} NOT NULL, status TEXT NOT NULL, attempts {integer} NOT NULL, next_at {integer}, last_at {integer}, http_status {integer}, error TEXT){strict};
            CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE next_at IS NOT NULL;
            CREATE INDEX webhook_delivery_by_webhook ON webhook_delivery (webhook_id, id);
            """),
        // A page in the order of places, or the newest of a lane, without sorting all tasks for it.
        new(10, """
            CREATE INDEX task_by_place ON task (position, seq) WHERE lane <> 'archived';
            CREATE INDEX task_by_change ON task (lane, updated_at, seq);
            """),
        // What an ended run's log takes: less than it wrote where a cap has dropped some of it.
        new(11, "ALTER TABLE run ADD COLUMN disk_bytes {integer};"),
    ];

    /// <summary>Applies the steps that are missing, each in the transaction of the caller.</summary>
    /// <returns>The number of the newest step.</returns>
    /// <exception cref="StorageException">A newer program has been here.</exception>
    public static int Bring(DatabaseSession session, Func<string, string> translate, string description)
    {
        session.Execute(translate("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL){strict}"));
        ThrowIfNewer(session, description);
        int newest = Migrations[^1].Number;
        int current = Read(session);
        foreach (Migration migration in Migrations)
        {
            if (migration.Number <= current) continue;
            foreach (string statement in translate(migration.Sql).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                session.Execute(statement);
        }
        if (current < newest)
        {
            session.Execute(
                "INSERT INTO meta (key, value) VALUES ('schema', @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                ("@value", newest.ToString(CultureInfo.InvariantCulture)));
        }
        return newest;
    }

    /// <summary>Refuses a database that has the table <c>meta</c> and steps that are not known here.</summary>
    /// <exception cref="StorageException">A newer program has been here.</exception>
    public static void ThrowIfNewer(DatabaseSession session, string description)
    {
        int newest = Migrations[^1].Number;
        int current = Read(session);
        if (current <= newest) return;
        throw new StorageException(
            $"{description} was written by a newer drover-server (schema {current}; this one knows {newest}). It was left untouched: use that version, or another state directory.");
    }

    /// <summary>The number of the newest step that was applied; 0 for a new database.</summary>
    public static int Read(DatabaseSession session) =>
        int.TryParse(session.QueryText("SELECT value FROM meta WHERE key = 'schema'"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    /// <summary>The statements as SQLite wants them.</summary>
    public static string ForSqlite(string sql) => Translate(sql, "INTEGER PRIMARY KEY AUTOINCREMENT", "INTEGER", "REAL", " STRICT", " STRICT, WITHOUT ROWID");

    /// <summary>The statements as PostgreSQL wants them.</summary>
    public static string ForPostgres(string sql) => Translate(sql, "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", "BIGINT", "DOUBLE PRECISION", "", "");

    /// <summary>Puts a database's words in place of the braces.</summary>
    public static string Translate(string sql, string identity, string integer, string real, string strict, string clustered) => sql
        .Replace("{identity}", identity, StringComparison.Ordinal)
        .Replace("{integer}", integer, StringComparison.Ordinal)
        .Replace("{real}", real, StringComparison.Ordinal)
        .Replace("{strict}", strict, StringComparison.Ordinal)
        .Replace("{clustered}", clustered, StringComparison.Ordinal);
}
