using System.Collections.Immutable;
using Drover.Server.Runs;

namespace Drover.Server.Tasks;

/// <summary>What an event makes of a task and its run.</summary>
/// <param name="Task">The task afterwards.</param>
/// <param name="Run">The run afterwards; null when none was concerned.</param>
/// <param name="Effects">What to do once both are stored.</param>
/// <param name="Refusal">Why nothing changes; null when the event was accepted.</param>
internal sealed record Change(BoardTask Task, BoardRun? Run, ImmutableArray<Effect> Effects, Refusal? Refusal = null);
