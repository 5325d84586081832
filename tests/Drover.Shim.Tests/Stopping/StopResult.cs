using Drover.Runs;

namespace Drover.Shim.Tests.Stopping;

/// <summary>What became of one case of the stop matrix.</summary>
/// <param name="Status">The run's status at its end.</param>
/// <param name="Took">From the request, or from what stands for it, until the end was known.</param>
/// <param name="LeftAtOnce">What was alive of the tree at that moment, by an independent look at /proc.</param>
/// <param name="Pids">The tree's processes, as they announced themselves.</param>
/// <param name="Events">The kinds of events.</param>
public sealed record StopResult(RunStatus Status, TimeSpan Took, IReadOnlyList<string> LeftAtOnce, int[] Pids, IReadOnlyList<string> Events);
