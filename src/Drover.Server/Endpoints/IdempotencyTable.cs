using Drover.Server.Storage;

namespace Drover.Server.Endpoints;

/// <summary>The answers that were given to requests with an Idempotency-Key.</summary>
internal static class IdempotencyTable
{
    /// <summary>Notes that a request with a key has begun; returns what is known of the key when it was used before.</summary>
    public static StoredAnswer? Begin(DatabaseSession session, string key, string request, DateTimeOffset now, TimeSpan life)
    {
        session.Execute("DELETE FROM idempotency WHERE expires_at <= @now", ("@now", now.ToUnixTimeMilliseconds()));
        StoredAnswer? known = session.QueryFirst(
            "SELECT * FROM idempotency WHERE key = @key",
            row => new StoredAnswer(row.Text("request"), (int?)row.NumberOrNull("status"), row.TextOrNull("content_type"), row.TextOrNull("location"), row.TextOrNull("response") ?? ""),
            ("@key", key));
        if (known is not null) return known;
        session.Execute(
            "INSERT INTO idempotency (key, request, expires_at) VALUES (@key, @request, @end)",
            ("@key", key), ("@request", request), ("@end", (now + life).ToUnixTimeMilliseconds()));
        return null;
    }

    /// <summary>Keeps the answer.</summary>
    public static int End(DatabaseSession session, string key, StoredAnswer answer) => session.Execute(
        "UPDATE idempotency SET status = @status, content_type = @content_type, location = @location, response = @response WHERE key = @key",
        ("@key", key), ("@status", (long?)answer.Status), ("@content_type", answer.ContentType), ("@location", answer.Location), ("@response", answer.Body));

    /// <summary>Forgets a key, so that the request can be repeated.</summary>
    public static int Forget(DatabaseSession session, string key) => session.Execute("DELETE FROM idempotency WHERE key = @key", ("@key", key));

    /// <summary>Forgets the keys of requests that a killed server did not answer.</summary>
    public static int ForgetUnanswered(DatabaseSession session) => session.Execute("DELETE FROM idempotency WHERE status IS NULL");
}
