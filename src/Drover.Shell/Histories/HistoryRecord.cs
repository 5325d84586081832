// Scheme
//   One line a record, its fields separated by tabs: microseconds since the epoch, microseconds of duration, exit status, job number, directory, command; "-" for what is not known.
//   In directory and command a backslash, tab and newline are written \\ \t \n. The first line of the file names the format. Any other line is a command and nothing else, so that
//   the histories of other shells can be read.

using System.Globalization;
using System.Text;

namespace Drover.Shell.Histories;

/// <summary>The form of a command in a history file.</summary>
internal static class HistoryRecord
{
    /// <summary>The first line of a file.</summary>
    public const string Header = "# drover history 1";

    private const int FieldCount = 6;

    /// <summary>A record with its newline.</summary>
    public static string Write(HistoryEntry entry)
    {
        string started = entry.StartedAt is { } time ? Number((time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) : "-";
        string duration = entry.Duration is { } length ? Number(length.Ticks / TimeSpan.TicksPerMicrosecond) : "-";
        string status = entry.Status is { } code ? Number(code) : "-", job = entry.Job is { } id ? Number(id) : "-";
        return $"{started}\t{duration}\t{status}\t{job}\t{(entry.Directory is { } directory ? Escape(directory) : "-")}\t{Escape(entry.Command)}\n";
    }

    /// <summary>The entry that a line stands for; null when there is no command in it.</summary>
    public static HistoryEntry? Read(string line, long number)
    {
        if (line.Length == 0 || line == Header) return null;
        string[] fields = line.Split('\t');
        if (fields.Length != FieldCount || !TryNumber(fields[0], out long? started) || !TryNumber(fields[1], out long? duration) || !TryNumber(fields[2], out long? status) || !TryNumber(fields[3], out long? job)
            || started > MostMicroseconds || duration > MostMicroseconds)
            return new HistoryEntry(number, line);
        return new HistoryEntry(number, Unescape(fields[5]))
        {
            StartedAt = started is { } start ? DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(start) : null,
            Duration = duration is { } length ? TimeSpan.FromMicroseconds(length) : null,
            Status = (int?)status,
            Job = (int?)job,
            Directory = fields[4] == "-" ? null : Unescape(fields[4]),
        };
    }

    // The year 9999.
    private const long MostMicroseconds = 253_000_000_000_000_000;

    private static bool TryNumber(string field, out long? number)
    {
        number = null;
        if (field == "-") return true;
        if (!long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out long value)) return false;
        number = value;
        return true;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) =>
        text.AsSpan().IndexOfAny('\\', '\t', '\n') < 0 ? text
        : text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length) result.Append(text[i]);
            else result.Append(text[++i] switch { 't' => '\t', 'n' => '\n', var other => other });
        }
        return result.ToString();
    }
}
