namespace Drover.Server.Endpoints;

/// <summary>What a failure does to tasks that do not say; null where the server's usual way holds.</summary>
internal sealed record RetryAnswer(string? OnFailure, int? MaxAttempts, long? BackoffMs);
