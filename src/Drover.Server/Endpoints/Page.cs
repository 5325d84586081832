namespace Drover.Server.Endpoints;

/// <summary>A part of a list.</summary>
/// <param name="Items">The part.</param>
/// <param name="NextCursor">Give it back as <c>cursor</c> for the next part; null after the last.</param>
/// <param name="Total">How many there are in all parts.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor, long Total);
