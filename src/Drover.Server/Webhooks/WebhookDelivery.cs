namespace Drover.Server.Webhooks;

/// <summary>One event on its way to one webhook. Immutable.</summary>
internal sealed record WebhookDelivery
{
    /// <summary>Its number.</summary>
    public long Id { get; init; }

    /// <summary>The webhook.</summary>
    public required string WebhookId { get; init; }

    /// <summary>Names the event, the same for all webhooks and attempts: receivers know by it what they have seen.</summary>
    public required string EventId { get; init; }

    /// <summary>The name of the event.</summary>
    public required string Event { get; init; }

    /// <summary>What is posted.</summary>
    public required string Body { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>"waiting", "delivered" or "failed".</summary>
    public string Status { get; init; } = Waiting;

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried next; null when it is settled.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When it was last tried.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>What the receiver answered last; null when it did not.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>What was wrong last, for people.</summary>
    public string? Error { get; init; }

    /// <summary>It has not arrived yet.</summary>
    public const string Waiting = "waiting";

    /// <summary>The receiver has it.</summary>
    public const string Delivered = "delivered";

    /// <summary>It was given up.</summary>
    public const string Failed = "failed";
}
