using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Drover.Server.Clients;

/// <summary>What the server answers, as lines for a terminal. Titles and reasons are other people's text: control characters don't get through.</summary>
internal static class TaskText
{
    private const int GreatestTitle = 72;

    /// <summary>A table of tasks.</summary>
    public static string Tasks(IEnumerable<JsonElement> tasks) => Table(
        ["ID", "STATUS", "PRIO", "LAST RUN", "TITLE"],
        tasks.Select(task => new[] { Text(task, "id"), Text(task, "status"), Text(task, "priority"), LastRun(task), Shorten(Text(task, "title")) }));

    /// <summary>A table of runs.</summary>
    public static string Runs(IEnumerable<JsonElement> runs) => Table(
        ["RUN", "TASK", "ATTEMPT", "STATE", "STARTED", "TOOK", "REASON"],
        runs.Select(run => new[] { Text(run, "id"), Text(run, "taskId"), Text(run, "attempt"), Text(run, "state"), Instant(run, "startedAt"), Took(run), Reason(run) }));

    /// <summary>A table of live runs and what they use.</summary>
    public static string Processes(IEnumerable<JsonElement> runs) => Table(
        ["TASK", "PID", "STATE", "CPU%", "MB", "PROCS", "TIME", "IDLE", "TITLE", "LAST LINE"],
        runs.Select(run => new[]
        {
            Text(run, "taskId"), Text(run, "pid"), Text(run, "stuck").Length > 0 ? "stuck" : Text(run, "state"), Amount(run, "cpu", 1), Amount(run, "rss", 1e6), Text(run, "procs"),
            Seconds(run, "elapsedMs"), Seconds(run, "idleForMs"), Shorten(Text(run, "title")), Shorten(Text(run, "lastLine")),
        }));

    /// <summary>The queue in one line.</summary>
    public static string Queue(JsonElement queue)
    {
        string state = Text(queue, "paused") == "true" ? $"paused{(Text(queue, "reason") is { Length: > 0 } why ? $": {why}" : "")}" : Text(queue, "draining") == "true" ? "draining" : "open";
        return $"{Text(queue, "active")} of {Text(queue, "capacity")} slots in use, {Text(queue, "waiting")} waiting, the queue is {state}";
    }

    /// <summary>Lines in place of what a terminal shows, cut to its size, without a flicker: the rest of each line is cleared, and what is below.</summary>
    public static string Screen(string text, int width, int height) =>
        $"\e[H{string.Join('\n', text.TrimEnd('\n').Split('\n').Take(Math.Max(1, height - 1)).Select(line => $"{(line.Length > width ? line[..width] : line)}\e[K"))}\n\e[J";

    /// <summary>One task with everything that is known of it, and its newest lines.</summary>
    public static string Task(JsonElement task)
    {
        var text = new StringBuilder();
        void Line(string name, string value)
        {
            if (value.Length > 0) text.Append(CultureInfo.InvariantCulture, $"{name + ":",-11} {value}\n");
        }
        Line(Text(task, "id"), Text(task, "title"));
        Line("status", Text(task, "status"));
        if (task.TryGetProperty("attention", out JsonElement attention) && attention.ValueKind == JsonValueKind.Object) Line("attention", Text(attention, "text"));
        Line("priority", Text(task, "priority") is "0" ? "" : Text(task, "priority"));
        Line("labels", List(task, "labels"));
        Line("depends on", List(task, "dependsOn"));
        Line("docs", Text(task, "docsPath"));
        Line("pid", Text(task, "pid"));
        if (task.TryGetProperty("lastRun", out JsonElement run) && run.ValueKind == JsonValueKind.Object)
            Line("last run", $"{Text(run, "id")} {Text(run, "state")}{(Reason(run) is { Length: > 0 } why ? $": {why}" : "")}");
        if (Text(task, "context") is { Length: > 0 } context) text.Append('\n').Append(Printable(context, keepLines: true)).Append('\n');
        if (task.TryGetProperty("logs", out JsonElement logs) && logs.ValueKind == JsonValueKind.Array && logs.GetArrayLength() > 0)
        {
            text.Append('\n');
            foreach (JsonElement line in logs.EnumerateArray()) text.Append("| ").Append(Printable(line.GetString() ?? "")).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A field as text; "" when it is null or not there.</summary>
    public static string Text(JsonElement element, string field) => element.TryGetProperty(field, out JsonElement value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => field == "context" ? value.GetString()! : Printable(value.GetString()!),
            JsonValueKind.Null => "",
            _ => value.GetRawText(),
        }
        : "";

    /// <summary>Why a run ended: what the message of its end says, or else what is known of it.</summary>
    public static string Why(JsonElement run) => Text(run, "data") is { Length: > 0 } said ? said : Reason(run);

    /// <summary>A text without what moves a terminal's cursor.</summary>
    public static string Printable(string text, bool keepLines = false) =>
        text.Any(c => char.IsControl(c) && !(keepLines && c is '\n' or '\t'))
            ? string.Concat(text.Select(c => char.IsControl(c) && !(keepLines && c is '\n' or '\t') ? ' ' : c))
            : text;

    private static string Table(string[] heads, IEnumerable<string[]> rows)
    {
        List<string[]> all = [heads, .. rows];
        var text = new StringBuilder();
        int[] widths = [.. heads.Select((_, column) => all.Max(row => row[column].Length))];
        foreach (string[] row in all)
        {
            for (int i = 0; i < row.Length; i++) text.Append(i == row.Length - 1 ? row[i] : row[i].PadRight(widths[i] + 2));
            while (text.Length > 0 && text[^1] == ' ') text.Length--;
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Amount(JsonElement run, string field, double unit) =>
        run.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? (value.GetDouble() / unit).ToString("0.0", CultureInfo.InvariantCulture) : "-";

    private static string Seconds(JsonElement run, string field)
    {
        if (!run.TryGetProperty(field, out JsonElement value) || value.ValueKind != JsonValueKind.Number) return "-";
        var span = TimeSpan.FromMilliseconds(value.GetInt64());
        return span.TotalHours >= 1 ? $"{(long)span.TotalHours}:{span:mm\\:ss}" : $"{span:m\\:ss}";
    }

    private static string Shorten(string title) => title.Length <= GreatestTitle ? title : $"{title[..(GreatestTitle - 1)]}…";

    private static string LastRun(JsonElement task) =>
        task.TryGetProperty("lastRun", out JsonElement run) && run.ValueKind == JsonValueKind.Object ? Text(run, "state") : "-";

    private static string Reason(JsonElement run) => run.TryGetProperty("reason", out JsonElement reason) && reason.ValueKind == JsonValueKind.Object ? Text(reason, "detail") : "";

    private static string List(JsonElement task, string field) =>
        task.TryGetProperty(field, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? string.Join(", ", list.EnumerateArray().Select(item => Printable(item.GetString() ?? ""))) : "";

    private static DateTimeOffset? Time(JsonElement element, string field) =>
        DateTimeOffset.TryParse(Text(element, field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    private static string Instant(JsonElement run, string field) => Time(run, field) is { } time ? time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "-";

    private static string Took(JsonElement run) =>
        Time(run, "startedAt") is { } started && Time(run, "endedAt") is { } ended ? string.Create(CultureInfo.InvariantCulture, $"{(ended - started).TotalSeconds:0.0}s") : "-";
}
