using Drover.Server.Tasks;

namespace Drover.Server.Endpoints;

/// <summary>What the tasks of a schedule are like.</summary>
internal sealed record TaskTemplateAnswer(
    string Title, string Context, string? DocsPath, int Priority, string? Profile, string? Workspace, IReadOnlyList<string> Labels,
    long? TimeoutMs, long? IdleTimeoutMs, string? OnFailure, int? MaxAttempts, long? BackoffMs, IReadOnlyList<string> DependsOn)
{
    /// <summary>The template that a task is.</summary>
    public static TaskTemplateAnswer Of(BoardTask task) => new(
        task.Title, task.Context, task.DocsPath, task.Priority, task.Profile, task.Settings.Workspace, task.Labels,
        task.Settings.TimeoutMs, task.Settings.IdleTimeoutMs, task.Settings.OnFailure, task.Settings.MaxAttempts, task.Settings.BackoffMs, task.Settings.DependsOn);
}
