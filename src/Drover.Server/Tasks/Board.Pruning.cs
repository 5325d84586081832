using Drover.Server.Settings;

namespace Drover.Server.Tasks;

internal sealed partial class Board
{
    private const int GreatestRound = 200;
    private static readonly TimeSpan s_pruning = TimeSpan.FromSeconds(30);
    private DateTimeOffset _pruneAt;

    /// <summary>Looks at once for logs that are kept for too long.</summary>
    public void WantPruning()
    {
        _pruneAt = default;
        QueueWoken();
    }

    /// <summary>
    /// Removes logs and prompts of ended runs that are older, more for a task, or more bytes in all, than the settings say. What is known of the runs stays. The run that
    /// ended last keeps its log however large it is: somebody will want to read it.
    /// </summary>
    public async Task PruneAsync()
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (now < _pruneAt) return;
        _pruneAt = now + s_pruning;
        EffectiveSettings settings = _database.Read(session => EffectiveSettings.Read(session, _settings));
        if (settings is { LogRetentionMs: null, KeptRuns: null, LogTotalBytes: null }) return;
        DateTimeOffset oldest = settings.LogRetentionMs is { } ms ? now.AddMilliseconds(-ms) : DateTimeOffset.UnixEpoch;
        while (true)
        {
            List<(string Id, string Durable)> old = _database.Read(session => session.Query(
                $"""
                SELECT id, durable_id FROM (
                    SELECT id, durable_id, ended_at, row_number() OVER (PARTITION BY task_seq ORDER BY attempt DESC) AS place, row_number() OVER (ORDER BY ended_at DESC, id DESC) AS rank,
                        sum(COALESCE(disk_bytes, log_bytes)) OVER (ORDER BY ended_at DESC, id DESC ROWS UNBOUNDED PRECEDING) AS bytes
                    FROM run WHERE phase NOT IN {Storage.Schema.LivePhases} AND pruned_at IS NULL AND durable_id IS NOT NULL
                ) AS ranked
                WHERE ended_at < @oldest OR place > @kept OR (bytes > @total AND rank > 1)
                ORDER BY ended_at, id LIMIT @most
                """,
                row => (row.Text("id"), row.Text("durable_id")),
                ("@oldest", oldest.ToUnixTimeMilliseconds()), ("@kept", settings.KeptRuns ?? long.MaxValue), ("@total", settings.LogTotalBytes ?? long.MaxValue), ("@most", (long)GreatestRound)));
            if (old.Count == 0) return;
            List<string> removed = await Task.Run(() => old.FindAll(run => _supervisor.TryRemove(run.Id, run.Durable)).ConvertAll(run => run.Id)).ConfigureAwait(false);
            // What can't be removed now is looked at again at the next pruning.
            if (removed.Count == 0) return;
            await _database.WriteAsync(session =>
            {
                foreach (string id in removed) session.Execute("UPDATE run SET pruned_at = @now WHERE id = @id", ("@now", now.ToUnixTimeMilliseconds()), ("@id", id));
                return removed.Count;
            }).ConfigureAwait(false);
        }
    }
}
