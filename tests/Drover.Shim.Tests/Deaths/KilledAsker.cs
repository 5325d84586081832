namespace Drover.Shim.Tests.Deaths;

/// <summary>An asker, and what became of it.</summary>
/// <param name="Seed">The number of its run.</param>
/// <param name="Moment">When it was killed.</param>
/// <param name="Id">The run's id, when it was known by then.</param>
/// <param name="At">The time of the kill.</param>
/// <param name="After">How long it had lived.</param>
/// <param name="WasAlive">Whether the kill is what ended it.</param>
public sealed record KilledAsker(int Seed, AskerMoment Moment, string? Id, DateTimeOffset At, TimeSpan After, bool WasAlive);
