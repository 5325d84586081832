namespace Drover.Server.Endpoints;

/// <summary>The queue and its slots; <paramref name="RemainingMs"/> is what is left of a pause that ends by itself.</summary>
internal sealed record QueueAnswer(int Capacity, int Active, IReadOnlyList<string> RunningTaskIds, long Waiting, bool Paused, string? Reason, DateTimeOffset? Until, bool Draining, string? Cause, long? RemainingMs);
