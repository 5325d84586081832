using Drover.Server.Storage;

namespace Drover.Server.Webhooks;

/// <summary>The table of webhooks.</summary>
internal static class WebhookTable
{
    /// <summary>The webhook of an id; null when there is none.</summary>
    public static Webhook? Find(DatabaseSession session, string id) => session.QueryFirst("SELECT * FROM webhook WHERE id = @id", Read, ("@id", id));

    /// <summary>All of them, oldest first.</summary>
    public static List<Webhook> All(DatabaseSession session) => session.Query("SELECT * FROM webhook ORDER BY created_at, id", Read);

    /// <summary>Stores one.</summary>
    public static Webhook Write(DatabaseSession session, Webhook webhook)
    {
        session.Execute(
            """
            INSERT INTO webhook (id, url, events, enabled, secret, created_at, rev) VALUES (@id, @url, @events, @enabled, @secret, @created_at, @rev)
            ON CONFLICT (id) DO UPDATE SET url = excluded.url, events = excluded.events, enabled = excluded.enabled, secret = excluded.secret, rev = excluded.rev
            """,
            ("@id", webhook.Id),
            ("@url", webhook.Url),
            ("@events", StoredJson.Write(webhook.Events)),
            ("@enabled", webhook.IsEnabled ? 1L : 0L),
            ("@secret", webhook.Secret),
            ("@created_at", webhook.CreatedAt.ToUnixTimeMilliseconds()),
            ("@rev", webhook.Rev));
        return webhook;
    }

    /// <summary>Removes one with its deliveries; false when there was none.</summary>
    public static bool Delete(DatabaseSession session, string id) => session.Execute("DELETE FROM webhook WHERE id = @id", ("@id", id)) > 0;

    private static Webhook Read(Row row) => new()
    {
        Id = row.Text("id"),
        Url = row.Text("url"),
        Events = StoredJson.ReadList(row.Text("events")),
        IsEnabled = row.Number("enabled") != 0,
        Secret = row.Text("secret"),
        CreatedAt = row.Time("created_at"),
        Rev = row.Number("rev"),
    };
}
