namespace Drover.Cli.Scopes;

/// <summary>What logind does with the processes of a user who logs out (logind.conf(5)).</summary>
/// <param name="KillsUserProcesses">Whether it ends them.</param>
/// <param name="OnlyUsers">If not empty: only those of these users.</param>
/// <param name="ExcludedUsers">Never those of these users.</param>
internal sealed record LoginSettings(bool KillsUserProcesses, string[] OnlyUsers, string[] ExcludedUsers)
{
    private static readonly string[] s_places = ["usr/lib/systemd", "usr/local/lib/systemd", "run/systemd", "etc/systemd"];

    /// <summary>Reads logind.conf and its drop-ins beneath a root directory.</summary>
    public static LoginSettings Read(string root)
    {
        // A later place hides the main file of an earlier one, and a drop-in of the same name; drop-ins count in the order of their names.
        string? main = null;
        var dropIns = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string place in s_places)
        {
            string file = Path.Combine(root, place, "logind.conf"), directory = file + ".d";
            if (File.Exists(file)) main = file;
            if (!Directory.Exists(directory)) continue;
            foreach (string path in Directory.EnumerateFiles(directory, "*.conf")) dropIns[Path.GetFileName(path)] = path;
        }
        var settings = new LoginSettings(false, [], ["root"]);
        if (main is not null) settings = settings.Apply(File.ReadLines(main));
        foreach (string path in dropIns.Values) settings = settings.Apply(File.ReadLines(path));
        return settings;
    }

    /// <summary>Whether the processes of a user are ended when the user has logged out.</summary>
    public bool Kills(string user) => KillsUserProcesses && !ExcludedUsers.Contains(user) && (OnlyUsers.Length == 0 || OnlyUsers.Contains(user));

    private LoginSettings Apply(IEnumerable<string> lines)
    {
        LoginSettings settings = this;
        foreach (string line in lines)
        {
            ReadOnlySpan<char> text = line.AsSpan().Trim();
            // The file as it is delivered shows what was compiled in, as a comment.
            if (text.StartsWith("#KillUserProcesses=", StringComparison.Ordinal)) text = text[1..];
            int equals = text.IndexOf('=');
            if (equals < 0 || text[0] is '#' or ';') continue;
            string value = text[(equals + 1)..].Trim().ToString();
            settings = text[..equals].TrimEnd() switch
            {
                "KillUserProcesses" => settings with { KillsUserProcesses = value.ToUpperInvariant() is "YES" or "TRUE" or "ON" or "1" or "Y" or "T" },
                "KillOnlyUsers" => settings with { OnlyUsers = Words(value) },
                "KillExcludeUsers" => settings with { ExcludedUsers = Words(value) },
                _ => settings,
            };
        }
        return settings;
    }

    private static string[] Words(string value) => value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
