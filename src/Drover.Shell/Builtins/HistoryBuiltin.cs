using System.Globalization;
using System.Text;
using System.Text.Json;
using Drover.Shell.Execution;
using Drover.Shell.Histories;

namespace Drover.Shell.Builtins;

/// <summary><c>history</c>: Shows the commands that were entered, and what became of them.</summary>
internal sealed class HistoryBuiltin : Builtin
{
    public override string Name => "history";

    public override string Usage => "[--failed] [--json] [n] | -c | -d number[-number] | -anrw [file] | -ps command...";

    public override string Summary => "Shows the commands that were entered, and what became of them.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool failed = false, json = false;
        int i = 1;
        for (; i < fields.Count && fields[i].StartsWith("--", StringComparison.Ordinal) && fields[i].Length > 2; i++)
        {
            if (fields[i] == "--failed") failed = true;
            else if (fields[i] == "--json") json = true;
            else return Misuse(shell, $"{fields[i]}: unknown option");
        }
        if (i < fields.Count && fields[i].Length > 1 && fields[i][0] == '-' && !char.IsAsciiDigit(fields[i][1]) && fields[i] != "--") return Act(shell, fields, i);
        if (i < fields.Count && fields[i] == "--") i++;
        int most = int.MaxValue;
        if (i < fields.Count && !int.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out most)) return Misuse(shell, $"{fields[i]}: not a number");
        List<HistoryEntry> entries = [.. shell.History.Entries.Where(entry => !failed || entry.Status is not (null or 0))];
        foreach (HistoryEntry entry in entries.Skip(Math.Max(0, entries.Count - most))) shell.Output.WriteLine(json ? Json(entry) : $"{entry.Number,5}  {StartOf(shell, entry)}{entry.Command}");
        return 0;
    }

    // HISTTIMEFORMAT: when it was entered, as far as that is known.
    private static string StartOf(Interpreter shell, HistoryEntry entry) =>
        shell.Environment.Variables.Get("HISTTIMEFORMAT") is { Length: > 0 } format && entry.StartedAt is { } start ? Prompts.TimeText.Format(format, start.ToLocalTime()) : "";

    private int Act(Interpreter shell, List<string> fields, int first)
    {
        CommandHistory history = shell.History;
        char action = fields[first][1];
        string? operand = fields[first].Length > 2 ? fields[first][2..] : first + 1 < fields.Count ? fields[first + 1] : null;
        switch (action)
        {
            case 'c':
                history.Clear();
                return 0;
            case 'd' when operand is not null:
                return Delete(shell, operand);
            case 'd':
                return Misuse(shell, "-d: an argument is missing");
            case 'a':
                // Each command is written when it has ended.
                return 0;
            case 'n' or 'r':
                history.ReadNew(operand);
                return 0;
            case 'w':
                int errno = history.WriteAll(operand);
                return errno == 0 ? 0 : Failed(shell, errno < 0 ? "there is no history file: HISTFILE is empty and HOME not set" : $"{operand ?? "the history file"}: {Engine.Processes.ErrnoText.Describe(errno)}");
            case 's':
                string text = string.Join(' ', fields.Skip(first + (first + 1 < fields.Count && fields[first + 1] == "--" ? 2 : 1)));
                if (history.Current is not null) history.ReplaceCurrent(text);
                else if (text.Length > 0) history.Append(text);
                return 0;
            case 'p':
                // The command that asks is no former one.
                history.ReplaceCurrent(null);
                var expansion = new HistoryExpansion(history.Entries);
                int failures = 0;
                foreach (string argument in fields.Skip(first + 1)) failures += Show(shell, expansion, argument);
                return failures == 0 ? 0 : 1;
            default:
                return Misuse(shell, $"-{action}: unknown option");
        }
    }

    // When one can't be expanded the others are shown all the same.
    private static int Show(Interpreter shell, HistoryExpansion expansion, string argument)
    {
        try
        {
            shell.Output.WriteLine(expansion.Expand(argument));
            return 0;
        }
        catch (ShellErrorException e)
        {
            shell.Error("history: " + e.Message);
            return 1;
        }
    }

    private int Delete(Interpreter shell, string range)
    {
        int dash = range.IndexOf('-', 1);
        string from = dash < 0 ? range : range[..dash], to = dash < 0 ? range : range[(dash + 1)..];
        IReadOnlyList<HistoryEntry> entries = shell.History.Entries;
        int first = IndexOf(entries, from), last = IndexOf(entries, to);
        if (first < 0 || last < first) return Failed(shell, $"{range}: no such command");
        shell.History.Remove(first, last - first + 1);
        return 0;
    }

    private static int IndexOf(IReadOnlyList<HistoryEntry> entries, string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)) return -1;
        if (number < 0) return entries.Count + number >= 0 ? (int)(entries.Count + number) : -1;
        for (int i = 0; i < entries.Count; i++)
            if (entries[i].Number == number) return i;
        return -1;
    }

    private static string Json(HistoryEntry entry)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("number", entry.Number);
            writer.WriteString("command", Text(entry.Command));
            if (entry.Status is { } status) writer.WriteNumber("status", status);
            if (!entry.Statuses.IsEmpty)
            {
                writer.WriteStartArray("pipe_statuses");
                foreach (int each in entry.Statuses) writer.WriteNumberValue(each);
                writer.WriteEndArray();
            }
            if (entry.EndedBy is { } signal) writer.WriteString("signal", signal.Name);
            if (entry.StartedAt is { } started) writer.WriteString("started_at", started);
            if (entry.Duration is { } duration) writer.WriteNumber("duration_ms", Math.Round(duration.TotalMilliseconds, 3));
            if (entry.ProcessorTime is { } used) writer.WriteNumber("cpu_seconds", Math.Round(used.TotalSeconds, 3));
            if (entry.PeakMemory is { } memory) writer.WriteNumber("peak_memory", memory);
            if (entry.Directory is { } directory) writer.WriteString("directory", Text(directory));
            if (entry.Job is { } job) writer.WriteNumber("job", job);
            writer.WriteEndObject();
        }
        return ShellText.From(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    // JSON is Unicode: bytes that are none are replaced.
    private static string Text(string text) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));
}
