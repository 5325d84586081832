using System.Text.Json;
using Drover.Server.Storage;

namespace Drover.Server.Agents;

/// <summary>The table of profiles that people have stored.</summary>
internal static class ProfileTable
{
    /// <summary>The stored profile of a name; null when there is none.</summary>
    public static AgentProfile? Find(DatabaseSession session, string name) => session.QueryFirst("SELECT * FROM profile WHERE name = @name", Read, ("@name", name));

    /// <summary>All stored profiles, by name.</summary>
    public static List<AgentProfile> All(DatabaseSession session) => session.Query("SELECT * FROM profile ORDER BY name", Read);

    /// <summary>Stores a profile.</summary>
    public static AgentProfile Write(DatabaseSession session, AgentProfile profile)
    {
        session.Execute(
            """
            INSERT INTO profile (name, body, rev, updated_at) VALUES (@name, @body, @rev, @updated_at)
            ON CONFLICT (name) DO UPDATE SET body = excluded.body, rev = excluded.rev, updated_at = excluded.updated_at
            """,
            ("@name", profile.Name),
            ("@body", JsonSerializer.Serialize(profile, StoredJson.Default.AgentProfile)),
            ("@rev", profile.Rev),
            ("@updated_at", profile.UpdatedAt?.ToUnixTimeMilliseconds()));
        return profile;
    }

    /// <summary>Removes a profile; false when there was none.</summary>
    public static bool Delete(DatabaseSession session, string name) => session.Execute("DELETE FROM profile WHERE name = @name", ("@name", name)) > 0;

    private static AgentProfile Read(Row row) => JsonSerializer.Deserialize(row.Text("body"), StoredJson.Default.AgentProfile)!;
}
