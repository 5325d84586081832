namespace Drover.Server.Endpoints;

/// <summary>The queue and its slots.</summary>
internal sealed record QueueAnswer(int Capacity, int Active, IReadOnlyList<string> RunningTaskIds, long Waiting, bool Paused, string? Reason, DateTimeOffset? Until, bool Draining);
