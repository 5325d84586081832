namespace Drover.Runs;

/// <summary>A stop of a run.</summary>
/// <param name="Signal">The first signal's number.</param>
/// <param name="Grace">What time it gave.</param>
/// <param name="RequestedAt">When it began.</param>
/// <param name="Escalated">Whether SIGKILL was needed.</param>
public sealed record RunStop(int Signal, TimeSpan Grace, DateTimeOffset RequestedAt, bool Escalated);
