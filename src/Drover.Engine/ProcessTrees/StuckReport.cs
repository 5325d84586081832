namespace Drover.Engine.ProcessTrees;

/// <summary>Says that a tree does not get on. A report, not a verdict: nothing is ended because of it.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Since">Since when, on the clock that the detector was fed with: the first look that showed it.</param>
/// <param name="Pids">Which processes: those that are stopped or uninterruptible, or all of a quiet tree.</param>
public sealed record StuckReport(StuckKind Kind, TimeSpan Since, IReadOnlyList<int> Pids);
