namespace Drover.Server.Runs;

/// <summary>A stop as a run keeps it.</summary>
/// <param name="Signal">The first signal's name.</param>
/// <param name="GraceMs">What time it gave.</param>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="Escalated">Whether SIGKILL was needed; null while it goes on.</param>
internal sealed record RunStopReport(string Signal, long GraceMs, DateTimeOffset AskedAt, bool? Escalated);
