using System.Collections.Immutable;
using Drover.Engine.Processes;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Tasks;

/// <summary>As whom a task runs.</summary>
internal static class TaskUser
{
    private const uint Nobody = 65534;

    /// <summary>The user and groups of a name, a number, or both with a group behind a colon; nobody for none.</summary>
    /// <exception cref="ConfigException">There is no such user, or the operator forbids it.</exception>
    public static (uint User, uint Group, ImmutableArray<uint> Others) Find(string name, TaskRules rules)
    {
        if (name.Length == 0) return (Nobody, Nobody, []);
        // A number alone is a user without an entry and with the group of the same number, as in other drivers.
        string text = uint.TryParse(name, out uint number) && !UserDatabase.TryResolve(name, out _, out _) ? $"{number}:{number}" : name;
        Credentials? credentials = null;
        string? error = "it names no user";
        if (text.StartsWith(':') || !UserDatabase.TryResolve(text, out credentials, out error))
            throw new ConfigException($"user \"{name}\" can't be used on this node: {error}. Name one that it has, or a number, or none for nobody.");
        if (credentials!.UserId == 0 && !rules.AllowsRoot)
            throw new ConfigException($"user \"{name}\" is not allowed on this node: it is root, and the operator has not set allow_root = true in the plugin's configuration. Without user the task runs as nobody.");
        if (rules.DeniedUsers.Contains(credentials.UserId))
            throw new ConfigException($"user \"{name}\" is not allowed on this node: {credentials.UserId} is among denied_host_uids in the plugin's configuration. Without user the task runs as nobody.");
        if (rules.DeniedGroups.Contains(credentials.GroupId) || (credentials.GroupId == 0 && !rules.AllowsRoot))
            throw new ConfigException($"user \"{name}\" is not allowed on this node: its group {credentials.GroupId} is {(credentials.GroupId == 0 ? "root's" : "among denied_host_gids in the plugin's configuration")}. Name another group behind a colon.");
        return (credentials.UserId, credentials.GroupId, [.. credentials.SupplementaryGroups.Where(group => group != credentials.GroupId && group != 0 && !rules.DeniedGroups.Contains(group))]);
    }
}
