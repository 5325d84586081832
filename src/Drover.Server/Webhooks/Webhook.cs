using System.Collections.Immutable;

namespace Drover.Server.Webhooks;

/// <summary>An address that is told of events. Immutable.</summary>
internal sealed record Webhook
{
    /// <summary>"w_" and 12 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Where deliveries are posted.</summary>
    public required string Url { get; init; }

    /// <summary>The names of the events; "*" for all.</summary>
    public ImmutableArray<string> Events { get; init; } = [WebhookEvents.All];

    /// <summary>Whether anything is sent.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>What deliveries are signed with. Needed in the clear, and shown to nobody after it was made.</summary>
    public required string Secret { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts its changes; its ETag.</summary>
    public long Rev { get; init; } = 1;

    /// <summary>A new id. Random bits of the kernel; RandomNumberGenerator would load OpenSSL for them.</summary>
    public static string NewId() => $"w_{Guid.NewGuid().ToString("N")[..12]}";

    /// <summary>A new secret of 244 random bits, in the form that verifiers know.</summary>
    public static string NewSecret() => WebhookSignature.Prefix + Convert.ToBase64String([.. Guid.NewGuid().ToByteArray(), .. Guid.NewGuid().ToByteArray()]);

    /// <summary>Whether it wants an event.</summary>
    public bool Wants(string happened) => IsEnabled && (Events.Contains(happened) || Events.Contains(WebhookEvents.All));
}
