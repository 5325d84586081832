namespace Drover.Server.Endpoints;

/// <summary>What runs here.</summary>
internal sealed record VersionAnswer(string Name, string Version, string Api);
