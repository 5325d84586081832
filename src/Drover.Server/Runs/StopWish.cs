namespace Drover.Server.Runs;

/// <summary>How and why a run is to be stopped.</summary>
/// <param name="Reason">"user", "shutdown", "timeout", "idle_timeout", "outside".</param>
/// <param name="Signal">The first signal's number; null for the run's own.</param>
/// <param name="GraceMs">How long all of it may take; null for the run's own.</param>
/// <param name="At">When it was asked for.</param>
internal sealed record StopWish(string Reason, int? Signal, long? GraceMs, DateTimeOffset At);
