using Drover.Engine.Processes;
using Drover.Server.Agents;
using Drover.Server.Hosting;
using Drover.Server.Workspaces;

namespace Drover.Server.Endpoints;

/// <summary>Looks whether the command of a profile can be started, and asks it for its version.</summary>
internal sealed class CommandCheck(ShortCommand commands, ServerSettings settings)
{
    private const int GreatestLine = 200;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Does it.</summary>
    public async Task<CheckAnswer> RunAsync(AgentProfile profile)
    {
        ProcessEnvironment environment = profile.Environment.Apply(ProcessEnvironment.Inherited);
        string remedy = profile.Name == AgentProfile.DefaultName ? "set AGENT_COMMAND or the profile 'default'" : $"change the command of the profile '{profile.Name}'";
        (string? path, bool isExecutable) = Find(profile.Executable, environment.Get("PATH")?.ToString() ?? "");
        if (path is null) return new CheckAnswer(false, null, null, $"'{profile.Executable}' was not found: install it, or {remedy}.");
        if (!isExecutable) return new CheckAnswer(false, path, null, $"{path} can't be executed: make it executable, or {remedy}.");
        return new CheckAnswer(true, path, await VersionAsync(path, environment).ConfigureAwait(false), null);
    }

    private (string? Path, bool IsExecutable) Find(string executable, string searched)
    {
        if (executable.Contains('/', StringComparison.Ordinal))
        {
            string path = Path.GetFullPath(executable, settings.Workspace);
            return File.Exists(path) ? (path, IsExecutable(path)) : (null, false);
        }
        string? refused = null;
        foreach (string directoryOfPath in searched.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(Path.GetFullPath(directoryOfPath, settings.Workspace), executable);
            if (!File.Exists(path)) continue;
            if (IsExecutable(path)) return (path, true);
            refused ??= path;
        }
        return (refused, false);
    }

    private static bool IsExecutable(string path)
    {
        try
        {
            return (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task<string?> VersionAsync(string path, ProcessEnvironment environment)
    {
        string where = Directory.Exists(settings.Workspace) ? settings.Workspace : "/";
        (int? status, string output) = await commands.RunAsync([path, "--version"], where, environment, s_patience).ConfigureAwait(false);
        string line = output.Split('\n', 2)[0].Trim();
        return status is null || line.Length == 0 ? null : line.Length > GreatestLine ? line[..GreatestLine] : line;
    }
}
