namespace Drover.Server.Agents;

/// <summary>An agent was told to come back later.</summary>
/// <param name="Text">What says so, for people.</param>
/// <param name="Until">When it may be tried again.</param>
internal sealed record RateLimitHit(string Text, DateTimeOffset Until);
