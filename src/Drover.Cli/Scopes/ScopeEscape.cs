// Constraints
//   systemd ends whatever is in the control group of a session or unit; leaving the session (setsid) does not help, and a group can't be left
//   without asking systemd.
// Scheme
//   drover runs itself again through systemd-run, which makes a scope of its own and becomes drover in it (execve(2)): same descriptors, environment
//   and directory. A mark in the environment keeps the second one from trying again.

using Drover.Cli.Printing;
using Drover.Engine;
using Drover.Engine.Processes;

namespace Drover.Cli.Scopes;

/// <summary>Keeps a detached run alive where systemd would end it with the session or the unit that it was started from.</summary>
internal static class ScopeEscape
{
    /// <summary>The variable that says that a scope has been made already.</summary>
    public const string Mark = "DROVER_SCOPE";

    /// <summary>Goes on in a scope of its own if there is need of one and systemd can be asked; else warns. Does nothing on machines without systemd.</summary>
    public static void Apply()
    {
        // One system call decides it on most machines: this stands on the way to every detached run.
        if (!Directory.Exists("/run/systemd/system") || Environment.GetEnvironmentVariable(Mark) is not null) return;
        if (UnitThreat.Find("/", Environment.UserName) is not { } threat) return;
        string advice = "'drover doctor' says what helps.";
        if (FindOnPath("systemd-run") is { } program && CanAsk(CurrentUser.Id))
        {
            if (CurrentUser.Id != 0 && !Lingers("/", Environment.UserName)) StandardError.Line($"{threat.Sentence}, unless you run 'loginctl enable-linger' once.");
            ByteString[] own = [.. ProcessEnvironment.OwnArguments];
            string self = Environment.ProcessPath ?? "drover";
            List<ByteString> arguments = ["systemd-run", "--scope", "--quiet", "--collect", $"--setenv={Mark}=1"];
            if (CurrentUser.Id != 0) arguments.Add("--user");
            arguments.AddRange(["--", self, .. own[^(Environment.GetCommandLineArgs().Length - 1)..]]);
            advice = $"systemd-run could not be used: {OwnProcess.Become(program, [.. arguments]).Message}";
        }
        StandardError.Line($"{threat.Sentence}. {advice}");
    }

    /// <summary>Whether a user's own systemd outlives the user's last session (loginctl enable-linger).</summary>
    public static bool Lingers(string root, string user) => File.Exists(Path.Combine(root, "var/lib/systemd/linger", user));

    private static bool CanAsk(uint user)
    {
        if (user == 0) return File.Exists("/run/systemd/private");
        string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return runtime is { Length: > 0 } && (File.Exists(Path.Combine(runtime, "systemd/private")) || File.Exists(Path.Combine(runtime, "bus")));
    }

    private static string? FindOnPath(string name)
    {
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':'))
        {
            string path = Path.Combine(directory, name);
            if (directory.Length > 0 && File.Exists(path)) return path;
        }
        return null;
    }
}
