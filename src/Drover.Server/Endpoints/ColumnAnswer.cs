namespace Drover.Server.Endpoints;

/// <summary>A lane of the board.</summary>
/// <param name="Id">Its status word.</param>
/// <param name="Title">Its name.</param>
/// <param name="Count">How many tasks it holds.</param>
/// <param name="NextCursor">For the tasks of it that are not in the answer, at /api/tasks?status=…; null when all are.</param>
internal sealed record ColumnAnswer(string Id, string Title, long Count, string? NextCursor);
