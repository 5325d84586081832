namespace Drover.Server.Queues;

/// <summary>Why a task that waits is not started now.</summary>
/// <param name="Code">For programs: "busy", "paused", "draining", "not_before", "blocked", "ahead".</param>
/// <param name="Text">For people, one sentence.</param>
internal sealed record Hindrance(string Code, string Text);
