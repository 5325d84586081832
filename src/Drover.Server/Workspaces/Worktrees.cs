// Constraints
//   What an agent has not committed exists nowhere else: no worktree with changes is ever removed, and no branch is ever deleted. The repository's own checkout is not touched.
// Scheme
//   A worktree and a branch a task, made before its first run and used by all of them. Removing is git's own "worktree remove" without force, which refuses when
//   anything is modified or untracked.

using Drover.Engine.Processes;

namespace Drover.Server.Workspaces;

/// <summary>The git worktrees of tasks.</summary>
internal sealed class Worktrees(ShortCommand commands, string directory)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly string[] s_location = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"];

    /// <summary>Where the worktree of a task is or will be.</summary>
    public string PathOf(Workspace workspace, string taskId) => Path.Combine(directory, workspace.Name, taskId);

    /// <summary>The branch of a task.</summary>
    public static string BranchOf(string taskId) => $"drover/{taskId}";

    /// <summary>Makes the worktree of a task if it is not there.</summary>
    /// <returns>Why it could not be made; null when it is there.</returns>
    public async Task<string?> MakeAsync(Workspace workspace, string taskId)
    {
        string path = PathOf(workspace, taskId), branch = BranchOf(taskId);
        if (Directory.Exists(path)) return null;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        bool isThere = (await GitAsync(workspace.Path, "rev-parse", "--verify", "--quiet", $"refs/heads/{branch}").ConfigureAwait(false)).Status == 0;
        // Worktrees whose directories somebody has removed would keep their branches.
        _ = await GitAsync(workspace.Path, "worktree", "prune").ConfigureAwait(false);
        (int? status, string said) = isThere
            ? await GitAsync(workspace.Path, "worktree", "add", "--quiet", path, branch).ConfigureAwait(false)
            : await GitAsync(workspace.Path, "worktree", "add", "--quiet", "-b", branch, path, workspace.Base ?? "HEAD").ConfigureAwait(false);
        return status == 0 ? null : $"The worktree {path} of {workspace.Path} could not be made: {Short(said)}";
    }

    /// <summary>What has not been committed in the worktree of a task, as git lists it; null when there is nothing, or no worktree.</summary>
    public async Task<string?> ChangesAsync(Workspace workspace, string taskId)
    {
        string path = PathOf(workspace, taskId);
        if (!Directory.Exists(path)) return null;
        (int? status, string said) = await GitAsync(path, "status", "--porcelain", "--untracked-files=normal").ConfigureAwait(false);
        return status == 0 ? said.Trim().Length == 0 ? null : Short(said) : $"git can't say: {Short(said)}";
    }

    /// <summary>Removes the worktree of a task if nothing in it would be lost. Its branch stays.</summary>
    /// <returns>Why it was left; null when it is gone.</returns>
    public async Task<string?> RemoveAsync(Workspace workspace, string taskId)
    {
        string path = PathOf(workspace, taskId);
        if (!Directory.Exists(path)) return null;
        (int? status, string said) = await GitAsync(workspace.Path, "worktree", "remove", path).ConfigureAwait(false);
        return status == 0 ? null : $"The worktree {path} was left: {Short(said)}";
    }

    private Task<(int? Status, string Output)> GitAsync(string where, params string[] words)
    {
        ProcessEnvironment environment = ProcessEnvironment.Inherited;
        foreach (string name in s_location) environment = environment.Remove(name);
        return commands.RunAsync(["git", "-C", where, .. words], "/", environment.Set("GIT_TERMINAL_PROMPT", "0").Set("LC_ALL", "C"), s_patience);
    }

    private static string Short(string said) => said.Trim() is { Length: > 500 } text ? text[..500] + "…" : said.Trim();
}
