namespace Drover.Server.Endpoints;

/// <summary>The server is stopping.</summary>
internal sealed record ShutdownAnswer(string Status, string Mode);
