namespace Drover.Server.Endpoints;

/// <summary>The whole board at a glance.</summary>
internal sealed record BoardAnswer(BoardMeta Meta, IReadOnlyList<ColumnAnswer> Columns, IReadOnlyDictionary<string, long> Counts, QueueAnswer Queue, IReadOnlyList<TaskAnswer> Tasks);
