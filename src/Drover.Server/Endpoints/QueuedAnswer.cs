namespace Drover.Server.Endpoints;

/// <summary>A task waits.</summary>
/// <param name="Status">"queued".</param>
/// <param name="TaskId">The task.</param>
/// <param name="Position">Its place in the queue, counted from 1; 0 when it was started meanwhile.</param>
internal sealed record QueuedAnswer(string Status, string TaskId, int Position);
