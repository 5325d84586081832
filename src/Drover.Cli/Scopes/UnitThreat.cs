namespace Drover.Cli.Scopes;

/// <summary>What systemd would end a detached run with.</summary>
/// <param name="Unit">The unit whose control group we are in: "session-3.scope", "ci.service".</param>
/// <param name="Sentence">What happens, for people.</param>
internal sealed record UnitThreat(string Unit, string Sentence)
{
    /// <summary>Looks whether a run started here would be ended with a session or unit; null when not, and on machines without systemd.</summary>
    /// <param name="root">"/", or where a test has put its files.</param>
    /// <param name="user">Our user's name.</param>
    public static UnitThreat? Find(string root, string user)
    {
        // As sd_booted(3) asks.
        if (!Directory.Exists(Path.Combine(root, "run/systemd/system"))) return null;
        string groups = Path.Combine(root, "proc/self/cgroup");
        if (!File.Exists(groups) || UnitOf(File.ReadAllText(groups)) is not { } unit) return null;
        if (unit.EndsWith(".service", StringComparison.Ordinal))
            return new UnitThreat(unit, $"this is part of the systemd unit {unit}: when that is stopped, systemd ends the run too");
        if (!unit.StartsWith("session-", StringComparison.Ordinal) || !LoginSettings.Read(root).Kills(user)) return null;
        return new UnitThreat(unit, $"logind has KillUserProcesses=yes: when you log out, it ends the run with {unit}");
    }

    /// <summary>The innermost unit in a /proc/self/cgroup; null when there is none.</summary>
    internal static string? UnitOf(string groups)
    {
        foreach (string line in groups.Split('\n'))
        {
            string[] fields = line.Split(':', 3);
            if (fields.Length != 3 || (fields[1].Length > 0 && fields[1] != "name=systemd")) continue;
            string[] path = fields[2].Split('/');
            for (int i = path.Length - 1; i >= 0; i--)
                if (path[i].EndsWith(".service", StringComparison.Ordinal) || path[i].EndsWith(".scope", StringComparison.Ordinal)) return path[i];
        }
        return null;
    }
}
