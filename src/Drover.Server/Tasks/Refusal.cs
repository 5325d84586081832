using System.Collections.Immutable;

namespace Drover.Server.Tasks;

/// <summary>Why an event is not possible in a task's state.</summary>
/// <param name="Text">For people, one sentence.</param>
/// <param name="Allowed">The lanes in which it would be possible.</param>
internal sealed record Refusal(string Text, ImmutableArray<TaskLane> Allowed);
