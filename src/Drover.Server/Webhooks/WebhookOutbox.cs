// Constraints
//   A delivery that is due must outlast a server that is killed at any moment, and none may be about something that did not happen.
// Scheme
//   Deliveries are rows that are written in the transaction of the change itself. What is sent, and when, is the courier's affair.

using System.Text.Json;
using Drover.Server.Endpoints;
using Drover.Server.Queues;
using Drover.Server.Runs;
using Drover.Server.Storage;
using Drover.Server.Tasks;

namespace Drover.Server.Webhooks;

/// <summary>Notes what has to be told to webhooks.</summary>
internal static class WebhookOutbox
{
    /// <summary>Notes what a change of a task means.</summary>
    /// <param name="session">The transaction of the change.</param>
    /// <param name="from">The task before.</param>
    /// <param name="to">The task after.</param>
    /// <param name="before">Its run before; null when none was concerned.</param>
    /// <param name="run">Its run after.</param>
    /// <param name="now">The time.</param>
    public static void Add(DatabaseSession session, BoardTask from, BoardTask to, BoardRun? before, BoardRun? run, DateTimeOffset now)
    {
        List<Webhook> webhooks = Listening(session);
        if (webhooks.Count == 0) return;
        var about = new WebhookMessage.About(WebhookMessage.TaskPart.Of(to), RunSummary.Of(run), null);
        if (run is not null && run.Phase != before?.Phase)
        {
            if (run.Phase == RunPhase.Running) Add(session, webhooks, WebhookEvents.RunStarted, about, now);
            else if (!run.Phase.IsLive() && before?.Phase.IsLive() != false) Add(session, webhooks, WebhookEvents.RunEnded, about, now);
        }
        if (from.Lane == to.Lane) return;
        if (to.Lane == TaskLane.Review) Add(session, webhooks, WebhookEvents.TaskReview, about, now);
        if (to.Lane == TaskLane.Done) Add(session, webhooks, WebhookEvents.TaskDone, about, now);
        if (to is { Lane: TaskLane.Todo or TaskLane.Failed, Attention: not null }) Add(session, webhooks, WebhookEvents.TaskAttention, about, now);
    }

    /// <summary>Notes what a change of the queue means.</summary>
    public static void Add(DatabaseSession session, QueueState from, QueueState to, DateTimeOffset now)
    {
        bool wasOff = from.IsPaused || from.IsDraining, isOff = to.IsPaused || to.IsDraining;
        if (wasOff == isOff || Listening(session) is not { Count: > 0 } webhooks) return;
        Add(session, webhooks, isOff ? WebhookEvents.QueuePaused : WebhookEvents.QueueResumed, new WebhookMessage.About(null, null, WebhookMessage.QueuePart.Of(to)), now);
    }

    /// <summary>A delivery that is not stored, to see whether they arrive.</summary>
    public static WebhookDelivery Test(Webhook webhook, DateTimeOffset now) => Make(webhook, NewEventId(now), WebhookEvents.Test, new WebhookMessage.About(null, null, null), now);

    private static List<Webhook> Listening(DatabaseSession session) => [.. WebhookTable.All(session).Where(webhook => webhook.IsEnabled)];

    private static void Add(DatabaseSession session, List<Webhook> webhooks, string happened, WebhookMessage.About about, DateTimeOffset now)
    {
        string eventId = NewEventId(now);
        foreach (Webhook webhook in webhooks)
            if (webhook.Wants(happened)) WebhookDeliveryTable.Insert(session, Make(webhook, eventId, happened, about, now));
    }

    private static WebhookDelivery Make(Webhook webhook, string eventId, string happened, WebhookMessage.About about, DateTimeOffset now) => new()
    {
        WebhookId = webhook.Id,
        EventId = eventId,
        Event = happened,
        Body = JsonSerializer.Serialize(new WebhookMessage(eventId, happened, now, about), AnswerJson.Default.WebhookMessage),
        CreatedAt = now,
    };

    private static string NewEventId(DateTimeOffset now) => $"e{RunIds.New(now)[1..]}";
}
