using System.Collections.Immutable;

namespace Drover.Server.Webhooks;

/// <summary>The names of events.</summary>
internal static class WebhookEvents
{
    /// <summary>Stands for all of them.</summary>
    public const string All = "*";

    /// <summary>A run's command has been started.</summary>
    public const string RunStarted = "run.started";

    /// <summary>Nothing of a run is alive any more, or its command could not be started.</summary>
    public const string RunEnded = "run.ended";

    /// <summary>A task's run succeeded: somebody has to look at the result.</summary>
    public const string TaskReview = "task.review";

    /// <summary>A task stays where it is until somebody does something about it.</summary>
    public const string TaskAttention = "task.attention";

    /// <summary>A task is done.</summary>
    public const string TaskDone = "task.done";

    /// <summary>The queue starts nothing.</summary>
    public const string QueuePaused = "queue.paused";

    /// <summary>The queue goes on.</summary>
    public const string QueueResumed = "queue.resumed";

    /// <summary>Somebody wanted to see whether deliveries arrive.</summary>
    public const string Test = "test";

    /// <summary>Those that can be chosen.</summary>
    public static ImmutableArray<string> Names { get; } = [RunStarted, RunEnded, TaskReview, TaskAttention, TaskDone, QueuePaused, QueueResumed];
}
