namespace Drover.Server.Endpoints;

/// <summary>What became of one of many.</summary>
/// <param name="Id">The task.</param>
/// <param name="Status">The HTTP status that it alone would have had.</param>
/// <param name="Detail">Why not; null when it was done.</param>
internal sealed record BulkAnswer(string Id, int Status, string? Detail);
