using Drover.Server.Endpoints;
using Drover.Server.Queues;
using Drover.Server.Tasks;

namespace Drover.Server.Webhooks;

/// <summary>What is posted to a webhook.</summary>
/// <param name="Id">Names the event; the header <c>webhook-id</c> too.</param>
/// <param name="Type">The name of the event.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">What it is about.</param>
internal sealed record WebhookMessage(string Id, string Type, DateTimeOffset Timestamp, WebhookMessage.About Data)
{
    /// <summary>What an event is about. What does not concern it is null.</summary>
    internal sealed record About(TaskPart? Task, RunSummary? Run, QueuePart? Queue);

    /// <summary>A task in short: its context may be long, and is nobody else's business.</summary>
    internal sealed record TaskPart(string Id, string Title, string Status, int Priority, IReadOnlyList<string> Labels, string? Profile, AttentionAnswer? Attention)
    {
        /// <summary>A task.</summary>
        public static TaskPart Of(BoardTask task) =>
            new(task.Id, task.Title, LaneNames.Of(task.Lane), task.Priority, task.Labels, task.Profile, task.Attention is { } why ? new AttentionAnswer(why.Code, why.Text) : null);
    }

    /// <summary>How the queue is set.</summary>
    internal sealed record QueuePart(bool Paused, bool Draining, string? Cause, string? Reason, DateTimeOffset? Until)
    {
        /// <summary>A state of the queue.</summary>
        public static QueuePart Of(QueueState state) => new(state.IsPaused, state.IsDraining, state.Cause, state.Reason, state.Until);
    }
}
