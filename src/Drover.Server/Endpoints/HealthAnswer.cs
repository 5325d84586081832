namespace Drover.Server.Endpoints;

/// <summary>Whether the server can do its work.</summary>
/// <param name="Status">"ok" or "degraded".</param>
/// <param name="Problems">One sentence for each thing that does not work.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyList<string> Problems);
