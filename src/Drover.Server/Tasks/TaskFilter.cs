using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Drover.Server.Storage;

namespace Drover.Server.Tasks;

/// <summary>Which tasks of the board are wanted, and in what order.</summary>
internal sealed record TaskFilter
{
    private static readonly Dictionary<string, string> s_sorts = new()
    {
        ["position"] = "position",
        ["created"] = "created_at",
        ["updated"] = "updated_at",
        ["priority"] = "priority",
    };

    /// <summary>The words to sort by; a "-" before one turns the order around.</summary>
    public static IEnumerable<string> Sorts => s_sorts.Keys;

    /// <summary>Lanes; empty for all but the archived ones.</summary>
    public ImmutableArray<TaskLane> Lanes { get; init; } = [];

    /// <summary>A label that it has; null for any.</summary>
    public string? Label { get; init; }

    /// <summary>A text in title or context; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>Its priority; null for any.</summary>
    public int? Priority { get; init; }

    /// <summary>How to sort.</summary>
    public string Sort { get; init; } = "position";

    /// <summary>Whether a word to sort by is known.</summary>
    public static bool IsSort(string word) => s_sorts.ContainsKey(word.TrimStart('-'));

    /// <summary>A part of the tasks, as cards: not to be stored again.</summary>
    /// <param name="session">Where they are.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cursor">Where the part before ended; null for the first.</param>
    /// <param name="total">How many there are in all, where that is known; null to count them.</param>
    /// <returns>The tasks, where the next part begins, and how many there are in all; null when the cursor is not one of these.</returns>
    public (List<BoardTask> Tasks, string? Next, long Total)? Find(DatabaseSession session, int limit, string? cursor, long? total = null)
    {
        var where = new StringBuilder(" WHERE ");
        where.Append(Lanes.IsEmpty ? "lane <> 'archived'" : $"lane IN ({string.Join(", ", Lanes.Distinct().Order().Select(lane => $"'{LaneNames.Of(lane)}'"))})");
        List<(string, object?)> values = [];
        if (Label is not null)
        {
            where.Append(" AND labels LIKE @label ESCAPE '\\'");
            values.Add(("@label", $"%{Escape(StoredJson.Write([Label])[1..^1])}%"));
        }
        if (Text is not null)
        {
            where.Append(" AND (lower(title) LIKE @q ESCAPE '\\' OR lower(context) LIKE @q ESCAPE '\\')");
            values.Add(("@q", $"%{Escape(Text.ToLowerInvariant())}%"));
        }
        if (Priority is { } priority)
        {
            where.Append(" AND priority = @priority");
            values.Add(("@priority", (long)priority));
        }
        total ??= session.QueryNumber($"SELECT count(*) FROM task{where}", [.. values]) ?? 0;
        bool isDown = Sort.StartsWith('-');
        string column = s_sorts[Sort.TrimStart('-')];
        if (cursor is not null)
        {
            if (!TryReadCursor(cursor, out double value, out long seq)) return null;
            where.Append($" AND ({column}, seq) {(isDown ? "<" : ">")} (@value, @seq)");
            values.Add(("@value", value));
            values.Add(("@seq", seq));
        }
        string order = isDown ? $"{column} DESC, seq DESC" : $"{column}, seq";
        values.Add(("@limit", (long)limit + 1));
        List<BoardTask> tasks = session.Query($"SELECT {TaskTable.CardColumns} FROM task{where} ORDER BY {order} LIMIT @limit", TaskTable.Read, [.. values]);
        if (tasks.Count <= limit) return (tasks, null, total.Value);
        tasks.RemoveAt(limit);
        return (tasks, Cursor(tasks[^1]), total.Value);
    }

    private static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);

    private bool TryReadCursor(string cursor, out double value, out long seq)
    {
        (value, seq) = (0, 0);
        Span<byte> bytes = stackalloc byte[96];
        if (!Convert.TryFromBase64String(cursor.Replace('-', '+').Replace('_', '/'), bytes, out int length)) return false;
        string[] parts = Encoding.ASCII.GetString(bytes[..length]).Split('|');
        return parts.Length == 3 && parts[0] == Sort
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out seq);
    }

    private string Cursor(BoardTask last)
    {
        double value = Sort.TrimStart('-') switch
        {
            "created" => last.CreatedAt.ToUnixTimeMilliseconds(),
            "updated" => last.UpdatedAt.ToUnixTimeMilliseconds(),
            "priority" => last.Priority,
            _ => last.Position,
        };
        string text = string.Create(CultureInfo.InvariantCulture, $"{Sort}|{value:R}|{last.Seq}");
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(text)).Replace('+', '-').Replace('/', '_');
    }
}
