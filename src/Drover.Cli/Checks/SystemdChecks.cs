using Drover.Cli.Scopes;

namespace Drover.Cli.Checks;

/// <summary>Whether detached runs outlive the session or unit that they are started from.</summary>
internal static class SystemdChecks
{
    private const string Name = "logout";

    /// <summary>The findings.</summary>
    /// <param name="root">"/", or where a test has put its files.</param>
    public static IEnumerable<Finding> All(string root)
    {
        string user = Environment.UserName;
        if (!Directory.Exists(Path.Combine(root, "run/systemd/system")))
        {
            yield return Finding.Ok(Name, "systemd does not run here: nothing ends detached runs");
            yield break;
        }
        if (UnitThreat.Find(root, user) is not { } threat)
        {
            yield return Finding.Ok(Name, "detached runs outlive this session");
            yield break;
        }
        bool lingers = user == "root" || ScopeEscape.Lingers(root, user);
        yield return lingers
            ? Finding.Ok(Name, $"{threat.Sentence}; 'drover run -d' therefore uses a scope of its own (systemd-run)")
            : Finding.Warning(Name, threat.Sentence, "loginctl enable-linger, once; 'drover run -d' then uses a scope of its own that stays");
    }
}
