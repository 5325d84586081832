using System.Text.Json;
using Drover.Server.Storage;

namespace Drover.Server.Schedules;

/// <summary>The table of schedules.</summary>
internal static class ScheduleTable
{
    /// <summary>The schedule of a name; null when there is none.</summary>
    public static Schedule? Find(DatabaseSession session, string name) => session.QueryFirst("SELECT * FROM schedule WHERE name = @name", Read, ("@name", name));

    /// <summary>All of them, by name.</summary>
    public static List<Schedule> All(DatabaseSession session) => session.Query("SELECT * FROM schedule ORDER BY name", Read);

    /// <summary>Those that are due, the longest due first.</summary>
    public static List<Schedule> Due(DatabaseSession session, DateTimeOffset now) =>
        session.Query("SELECT * FROM schedule WHERE next_at <= @now ORDER BY next_at, name", Read, ("@now", now.ToUnixTimeMilliseconds()));

    /// <summary>The first time at which one is due; null when none ever is.</summary>
    public static DateTimeOffset? NextAt(DatabaseSession session) =>
        session.QueryNumber("SELECT min(next_at) FROM schedule") is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>Stores a schedule.</summary>
    public static Schedule Write(DatabaseSession session, Schedule schedule)
    {
        session.Execute(
            "INSERT INTO schedule (name, body, next_at) VALUES (@name, @body, @next_at) ON CONFLICT (name) DO UPDATE SET body = excluded.body, next_at = excluded.next_at",
            ("@name", schedule.Name),
            ("@body", JsonSerializer.Serialize(schedule, StoredJson.Default.Schedule)),
            ("@next_at", schedule.NextAt?.ToUnixTimeMilliseconds()));
        return schedule;
    }

    /// <summary>Removes a schedule; false when there was none.</summary>
    public static bool Delete(DatabaseSession session, string name) => session.Execute("DELETE FROM schedule WHERE name = @name", ("@name", name)) > 0;

    private static Schedule Read(Row row) => JsonSerializer.Deserialize(row.Text("body"), StoredJson.Default.Schedule)!;
}
