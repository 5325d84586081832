namespace Drover.Server.Workspaces;

/// <summary>A directory in which agents work. Immutable.</summary>
internal sealed record Workspace
{
    /// <summary>The name of the one that is there without anybody's doing: WORKSPACE_PATH.</summary>
    public const string DefaultName = "default";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The directory, an absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>Whether each task gets a git worktree of its own.</summary>
    public bool HasWorktrees { get; init; }

    /// <summary>What the branch of a new worktree begins at; null for what is checked out in the directory.</summary>
    public string? Base { get; init; }

    /// <summary>Counts its changes; its ETag. 0 for one that nobody has stored.</summary>
    public long Rev { get; init; }
}
