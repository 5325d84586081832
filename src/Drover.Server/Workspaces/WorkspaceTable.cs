using System.Text.Json;
using Drover.Server.Storage;

namespace Drover.Server.Workspaces;

/// <summary>The table of workspaces.</summary>
internal static class WorkspaceTable
{
    /// <summary>The workspace of a name; null when there is none.</summary>
    /// <param name="session">Where the stored ones are.</param>
    /// <param name="name">Its name; null for the default.</param>
    /// <param name="defaultPath">The directory of the default one, as long as nobody has stored another.</param>
    public static Workspace? Find(DatabaseSession session, string? name, string defaultPath)
    {
        name ??= Workspace.DefaultName;
        return session.QueryFirst("SELECT body FROM workspace WHERE name = @name", Read, ("@name", name))
            ?? (name == Workspace.DefaultName ? new Workspace { Name = name, Path = defaultPath } : null);
    }

    /// <summary>All of them, by name.</summary>
    public static List<Workspace> All(DatabaseSession session, string defaultPath)
    {
        List<Workspace> all = session.Query("SELECT body FROM workspace ORDER BY name", Read);
        if (!all.Exists(workspace => workspace.Name == Workspace.DefaultName)) all.Insert(0, new Workspace { Name = Workspace.DefaultName, Path = defaultPath });
        return all;
    }

    /// <summary>Stores a workspace.</summary>
    public static Workspace Write(DatabaseSession session, Workspace workspace)
    {
        session.Execute(
            "INSERT INTO workspace (name, body) VALUES (@name, @body) ON CONFLICT (name) DO UPDATE SET body = excluded.body",
            ("@name", workspace.Name), ("@body", JsonSerializer.Serialize(workspace, StoredJson.Default.Workspace)));
        return workspace;
    }

    /// <summary>Forgets a workspace; false when there was none. Its directory stays as it is.</summary>
    public static bool Delete(DatabaseSession session, string name) => session.Execute("DELETE FROM workspace WHERE name = @name", ("@name", name)) > 0;

    private static Workspace Read(Row row) => JsonSerializer.Deserialize(row.Text("body"), StoredJson.Default.Workspace)!;
}
