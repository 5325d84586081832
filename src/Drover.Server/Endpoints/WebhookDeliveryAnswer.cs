using Drover.Server.Webhooks;

namespace Drover.Server.Endpoints;

/// <summary>A delivery as the API shows it.</summary>
internal sealed record WebhookDeliveryAnswer(
    long Id, string EventId, string Event, string Status, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? LastAt, DateTimeOffset? NextAt, int? HttpStatus, string? Error)
{
    /// <summary>A delivery.</summary>
    public static WebhookDeliveryAnswer Of(WebhookDelivery delivery) => new(
        delivery.Id, delivery.EventId, delivery.Event, delivery.Status, delivery.Attempts, delivery.CreatedAt, delivery.LastAt, delivery.NextAt, delivery.HttpStatus, delivery.Error);
}
