namespace Drover.Server.Endpoints;

/// <summary>A stop has begun.</summary>
/// <param name="Status">"stopping".</param>
/// <param name="RunId">The run.</param>
/// <param name="Deadline">When what is still alive gets SIGKILL.</param>
internal sealed record StoppingAnswer(string Status, string RunId, DateTimeOffset Deadline);
