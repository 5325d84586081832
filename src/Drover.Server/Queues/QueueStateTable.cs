using Drover.Server.Storage;

namespace Drover.Server.Queues;

/// <summary>The row that says how the queue is set.</summary>
internal static class QueueStateTable
{
    /// <summary>Reads it.</summary>
    public static QueueState Read(DatabaseSession session) => session.QueryFirst(
        "SELECT * FROM queue_state WHERE id = 1",
        row => new QueueState((int?)row.NumberOrNull("capacity"), row.Number("paused") != 0, row.TextOrNull("reason"), row.TimeOrNull("until"), row.Number("draining") != 0, row.TextOrNull("cause")))
        ?? QueueState.Initial;

    /// <summary>Writes it.</summary>
    public static QueueState Write(DatabaseSession session, QueueState state, DateTimeOffset now)
    {
        session.Execute(
            """
            INSERT INTO queue_state (id, capacity, paused, reason, until, draining, cause, updated_at) VALUES (1, @capacity, @paused, @reason, @until, @draining, @cause, @now)
            ON CONFLICT (id) DO UPDATE SET capacity = excluded.capacity, paused = excluded.paused, reason = excluded.reason, until = excluded.until,
                draining = excluded.draining, cause = excluded.cause, updated_at = excluded.updated_at
            """,
            ("@capacity", (long?)state.Capacity),
            ("@paused", state.IsPaused ? 1L : 0L),
            ("@reason", state.Reason),
            ("@until", state.Until?.ToUnixTimeMilliseconds()),
            ("@draining", state.IsDraining ? 1L : 0L),
            ("@cause", state.Cause),
            ("@now", now.ToUnixTimeMilliseconds()));
        return state;
    }
}
