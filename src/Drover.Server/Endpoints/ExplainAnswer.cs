namespace Drover.Server.Endpoints;

/// <summary>Why a waiting task is next or not.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Position">Its place in the queue, counted from 1.</param>
/// <param name="Next">Whether it is started as soon as the queue is looked at.</param>
/// <param name="Code">What keeps it: "busy", "paused", "draining", "not_before", "blocked", "ahead"; null when nothing does.</param>
/// <param name="Text">The same for people.</param>
/// <param name="NotBefore">When it may be started at the earliest; null for now.</param>
internal sealed record ExplainAnswer(string TaskId, int Position, bool Next, string? Code, string? Text, DateTimeOffset? NotBefore);
