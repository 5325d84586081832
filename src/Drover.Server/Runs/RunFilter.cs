using System.Collections.Immutable;
using System.Text;
using Drover.Server.Storage;

namespace Drover.Server.Runs;

/// <summary>Which runs are wanted; the newest come first.</summary>
internal sealed record RunFilter
{
    /// <summary>Phases; empty for all.</summary>
    public ImmutableArray<RunPhase> Phases { get; init; } = [];

    /// <summary>Not reserved before; null for any time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Reserved before; null for any time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The number of their task; null for any.</summary>
    public long? TaskSeq { get; init; }

    /// <summary>A part of the runs. A cursor is the id of the last run of the part before: ids sort by time.</summary>
    public (List<BoardRun> Runs, string? Next, long Total) Find(DatabaseSession session, int limit, string? cursor)
    {
        var where = new StringBuilder(" WHERE 1 = 1");
        List<(string, object?)> values = [];
        void Add(string condition, string name, object? value)
        {
            where.Append(condition);
            values.Add((name, value));
        }
        if (!Phases.IsEmpty) where.Append($" AND phase IN ({string.Join(", ", Phases.Distinct().Order().Select(phase => $"'{PhaseNames.Of(phase)}'"))})");
        if (Since is { } since) Add(" AND reserved_at >= @since", "@since", since.ToUnixTimeMilliseconds());
        if (Until is { } until) Add(" AND reserved_at < @until", "@until", until.ToUnixTimeMilliseconds());
        if (TaskSeq is { } seq) Add(" AND task_seq = @task_seq", "@task_seq", seq);
        long total = session.QueryNumber($"SELECT count(*) FROM run{where}", [.. values]) ?? 0;
        if (cursor is not null) Add(" AND id < @cursor", "@cursor", cursor);
        values.Add(("@limit", (long)limit + 1));
        List<BoardRun> runs = session.Query($"SELECT * FROM run{where} ORDER BY id DESC LIMIT @limit", RunTable.Read, [.. values]);
        if (runs.Count <= limit) return (runs, null, total);
        runs.RemoveAt(limit);
        return (runs, runs[^1].Id, total);
    }
}
