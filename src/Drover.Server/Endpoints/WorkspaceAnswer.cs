using Drover.Server.Workspaces;

namespace Drover.Server.Endpoints;

/// <summary>A workspace as the API shows it.</summary>
internal sealed record WorkspaceAnswer(string Name, string Path, bool Worktrees, string? Base, bool BuiltIn, long Rev)
{
    /// <summary>A workspace.</summary>
    public static WorkspaceAnswer Of(Workspace workspace) => new(workspace.Name, workspace.Path, workspace.HasWorktrees, workspace.Base, workspace.Rev == 0, workspace.Rev);
}
