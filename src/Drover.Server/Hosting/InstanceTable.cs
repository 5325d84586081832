using Drover.Engine.Processes;
using Drover.Server.Storage;

namespace Drover.Server.Hosting;

/// <summary>The starts of servers on this board, and whether they stopped as they should.</summary>
internal static class InstanceTable
{
    /// <summary>Notes a start.</summary>
    /// <returns>Whether the one before stopped as it should; true for the first.</returns>
    public static bool Insert(DatabaseSession session, string id, DateTimeOffset now)
    {
        bool wasClean = session.QueryNumber("SELECT count(*) FROM (SELECT clean_stop_at FROM server_instance ORDER BY started_at DESC LIMIT 1) AS latest WHERE clean_stop_at IS NULL") == 0;
        session.Execute(
            "INSERT INTO server_instance (id, boot_id, pid, started_at) VALUES (@id, @boot_id, @pid, @now)",
            ("@id", id), ("@boot_id", BootId.Current), ("@pid", (long)Environment.ProcessId), ("@now", now.ToUnixTimeMilliseconds()));
        return wasClean;
    }

    /// <summary>Notes that it stopped as it should.</summary>
    public static int Close(DatabaseSession session, string id, DateTimeOffset now) =>
        session.Execute("UPDATE server_instance SET clean_stop_at = @now WHERE id = @id", ("@id", id), ("@now", now.ToUnixTimeMilliseconds()));
}
