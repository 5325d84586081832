namespace Drover.Server.Webhooks;

/// <summary>What came of one attempt to deliver.</summary>
/// <param name="HttpStatus">What the receiver answered; null when it did not.</param>
/// <param name="Error">What is wrong, for people; null when it was delivered.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record WebhookAttempt(int? HttpStatus, string? Error, TimeSpan Elapsed);
