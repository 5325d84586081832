using Drover.Server.Runs;
using Drover.Server.Tasks;

namespace Drover.Server.Endpoints;

/// <summary>A task as the API shows it.</summary>
internal sealed record TaskAnswer
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required string Context { get; init; }

    /// <summary>Whether this is a card, with but the beginning of its context; the task itself has all of it.</summary>
    public bool IsContextCut { get; init; }

    public string? DocsPath { get; init; }
    public required string Status { get; init; }
    public int Priority { get; init; }
    public double Position { get; init; }
    public string? Profile { get; init; }
    public required IReadOnlyList<string> Labels { get; init; }
    public AttentionAnswer? Attention { get; init; }
    public int? Pid { get; init; }
    public string? RunId { get; init; }
    public RunSummary? LastRun { get; init; }
    public int Attempts { get; init; }
    public int Failures { get; init; }
    public long? TimeoutMs { get; init; }
    public long? IdleTimeoutMs { get; init; }
    public string? OnFailure { get; init; }
    public int? MaxAttempts { get; init; }
    public long? BackoffMs { get; init; }
    public int Recoveries { get; init; }
    public string? Workspace { get; init; }
    public required IReadOnlyList<string> DependsOn { get; init; }
    public DateTimeOffset? NotBefore { get; init; }
    public DateTimeOffset? QueuedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public long Rev { get; init; }

    /// <summary>The newest lines of output; null in lists.</summary>
    public IReadOnlyList<string>? Logs { get; init; }

    /// <summary>A task as lists, the board and its events show it: with the beginning of its context (<see cref="BoardTask.CardContext"/>), without lines of output.</summary>
    public static TaskAnswer Card(BoardTask task, RunSummary? run)
    {
        TaskAnswer whole = Of(task, run);
        if (task.Context.Length <= BoardTask.CardContext) return whole;
        int length = char.IsHighSurrogate(task.Context[BoardTask.CardContext - 1]) ? BoardTask.CardContext - 1 : BoardTask.CardContext;
        return whole with { Context = task.Context[..length], IsContextCut = true };
    }

    /// <summary>A task with its newest run.</summary>
    public static TaskAnswer Of(BoardTask task, BoardRun? run, IReadOnlyList<string>? logs = null) => Of(task, RunSummary.Of(run), logs);

    /// <summary>A task with the summary of its newest run.</summary>
    public static TaskAnswer Of(BoardTask task, RunSummary? run, IReadOnlyList<string>? logs = null) => new()
    {
        Id = task.Id,
        Title = task.Title,
        Context = task.Context,
        DocsPath = task.DocsPath,
        Status = LaneNames.Of(task.Lane),
        Priority = task.Priority,
        Position = task.Position,
        Profile = task.Profile,
        Labels = task.Labels,
        Attention = task.Attention is { } why ? new AttentionAnswer(why.Code, why.Text) : null,
        Pid = task.CurrentRunId is null ? null : run?.Pid,
        RunId = task.CurrentRunId,
        LastRun = run,
        Attempts = task.Attempts,
        Failures = task.Failures,
        TimeoutMs = task.Settings.TimeoutMs,
        IdleTimeoutMs = task.Settings.IdleTimeoutMs,
        OnFailure = task.Settings.OnFailure,
        MaxAttempts = task.Settings.MaxAttempts,
        BackoffMs = task.Settings.BackoffMs,
        Recoveries = task.Recoveries,
        Workspace = task.Settings.Workspace,
        DependsOn = task.Settings.DependsOn,
        NotBefore = task.NotBefore,
        QueuedAt = task.QueuedAt,
        CreatedAt = task.CreatedAt,
        UpdatedAt = task.UpdatedAt,
        ArchivedAt = task.ArchivedAt,
        Rev = task.Rev,
        Logs = logs,
    };
}
