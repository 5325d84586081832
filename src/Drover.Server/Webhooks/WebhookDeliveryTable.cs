using Drover.Server.Storage;

namespace Drover.Server.Webhooks;

/// <summary>The table of deliveries: what has to be sent stands here before anything is sent.</summary>
internal static class WebhookDeliveryTable
{
    /// <summary>Adds one, due at once.</summary>
    public static void Insert(DatabaseSession session, WebhookDelivery delivery) => session.Execute(
        """
        INSERT INTO webhook_delivery (webhook_id, event_id, event, body, created_at, status, attempts, next_at)
        VALUES (@webhook_id, @event_id, @event, @body, @created_at, 'waiting', 0, @created_at)
        """,
        ("@webhook_id", delivery.WebhookId),
        ("@event_id", delivery.EventId),
        ("@event", delivery.Event),
        ("@body", delivery.Body),
        ("@created_at", delivery.CreatedAt.ToUnixTimeMilliseconds()));

    /// <summary>Notes what came of an attempt.</summary>
    public static int Update(DatabaseSession session, WebhookDelivery delivery) => session.Execute(
        "UPDATE webhook_delivery SET status = @status, attempts = @attempts, next_at = @next_at, last_at = @last_at, http_status = @http_status, error = @error WHERE id = @id",
        ("@id", delivery.Id),
        ("@status", delivery.Status),
        ("@attempts", (long)delivery.Attempts),
        ("@next_at", delivery.NextAt?.ToUnixTimeMilliseconds()),
        ("@last_at", delivery.LastAt?.ToUnixTimeMilliseconds()),
        ("@http_status", (long?)delivery.HttpStatus),
        ("@error", delivery.Error));

    /// <summary>The webhooks that have a delivery due.</summary>
    public static List<string> Due(DatabaseSession session, DateTimeOffset now) => session.Query(
        "SELECT DISTINCT d.webhook_id FROM webhook_delivery AS d JOIN webhook AS w ON w.id = d.webhook_id WHERE d.next_at <= @now AND w.enabled = 1",
        row => row.Text("webhook_id"),
        ("@now", now.ToUnixTimeMilliseconds()));

    /// <summary>The delivery of a webhook that is due for the longest time; null when none is.</summary>
    public static WebhookDelivery? FirstDue(DatabaseSession session, string webhookId, DateTimeOffset now) => session.QueryFirst(
        "SELECT * FROM webhook_delivery WHERE webhook_id = @webhook_id AND next_at <= @now ORDER BY next_at, id LIMIT 1",
        Read,
        ("@webhook_id", webhookId), ("@now", now.ToUnixTimeMilliseconds()));

    /// <summary>When the first delivery of an enabled webhook is due after a moment; null when none waits.</summary>
    public static DateTimeOffset? NextAt(DatabaseSession session, DateTimeOffset after) =>
        session.QueryNumber(
            "SELECT min(d.next_at) FROM webhook_delivery AS d JOIN webhook AS w ON w.id = d.webhook_id WHERE d.next_at > @after AND w.enabled = 1",
            ("@after", after.ToUnixTimeMilliseconds())) is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>Those of a webhook, newest first. A cursor is the number of the last one of the part before.</summary>
    public static (List<WebhookDelivery> Deliveries, string? Next, long Total) Page(DatabaseSession session, string webhookId, int limit, long? before)
    {
        long total = session.QueryNumber("SELECT count(*) FROM webhook_delivery WHERE webhook_id = @webhook_id", ("@webhook_id", webhookId)) ?? 0;
        List<WebhookDelivery> found = session.Query(
            "SELECT * FROM webhook_delivery WHERE webhook_id = @webhook_id AND id < @before ORDER BY id DESC LIMIT @limit",
            Read,
            ("@webhook_id", webhookId), ("@before", before ?? long.MaxValue), ("@limit", limit + 1L));
        if (found.Count <= limit) return (found, null, total);
        found.RemoveAt(limit);
        return (found, found[^1].Id.ToString(System.Globalization.CultureInfo.InvariantCulture), total);
    }

    /// <summary>How many wait, by webhook.</summary>
    public static Dictionary<string, long> Waiting(DatabaseSession session) => session.Query(
        "SELECT webhook_id, count(*) AS n FROM webhook_delivery WHERE next_at IS NOT NULL GROUP BY webhook_id",
        row => (row.Text("webhook_id"), row.Number("n"))).ToDictionary(pair => pair.Item1, pair => pair.Item2);

    /// <summary>Forgets what was settled before a moment.</summary>
    public static int Prune(DatabaseSession session, DateTimeOffset before) =>
        session.Execute("DELETE FROM webhook_delivery WHERE next_at IS NULL AND created_at < @before", ("@before", before.ToUnixTimeMilliseconds()));

    private static WebhookDelivery Read(Row row) => new()
    {
        Id = row.Number("id"),
        WebhookId = row.Text("webhook_id"),
        EventId = row.Text("event_id"),
        Event = row.Text("event"),
        Body = row.Text("body"),
        CreatedAt = row.Time("created_at"),
        Status = row.Text("status"),
        Attempts = (int)row.Number("attempts"),
        NextAt = row.TimeOrNull("next_at"),
        LastAt = row.TimeOrNull("last_at"),
        HttpStatus = (int?)row.NumberOrNull("http_status"),
        Error = row.TextOrNull("error"),
    };
}
