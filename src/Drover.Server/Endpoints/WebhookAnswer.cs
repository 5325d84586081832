using Drover.Server.Webhooks;

namespace Drover.Server.Endpoints;

/// <summary>A webhook as the API shows it; <paramref name="Secret"/> is there when it was just made by the server, and null ever after.</summary>
internal sealed record WebhookAnswer(string Id, string Url, IReadOnlyList<string> Events, bool Enabled, DateTimeOffset CreatedAt, long Rev, long Waiting, string? Secret)
{
    /// <summary>A webhook with the number of deliveries that have not arrived yet.</summary>
    public static WebhookAnswer Of(Webhook webhook, long waiting, string? secret = null) =>
        new(webhook.Id, webhook.Url, webhook.Events, webhook.IsEnabled, webhook.CreatedAt, webhook.Rev, waiting, secret);
}
