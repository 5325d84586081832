namespace Drover.Server.Endpoints;

/// <summary>What came of a test.</summary>
internal sealed record WebhookTestAnswer(bool Delivered, int? HttpStatus, string? Error, double DurationMs);
