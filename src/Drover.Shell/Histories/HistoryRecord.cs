// Scheme
//   One line a record, its fields separated by tabs: microseconds since the epoch, microseconds of duration, exit status, job number, the statuses of the stages with commas between,
//   the number of the signal, microseconds of processor time, bytes of the greatest process, directory, command; "-" for what is not known. Records of six fields have not the four
//   before the directory. In directory and command a backslash, tab and newline are written \\ \t \n. The first line of the file names the format. Any other line is a command and nothing else, so that
//   the histories of other shells can be read.

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Drover.Engine.Signals;

namespace Drover.Shell.Histories;

/// <summary>The form of a command in a history file.</summary>
internal static class HistoryRecord
{
    /// <summary>The first line of a file.</summary>
    public const string Header = "# drover history 1";

    private const int FieldCount = 10, FormerFieldCount = 6;

    /// <summary>A record with its newline.</summary>
    public static string Write(HistoryEntry entry)
    {
        string started = entry.StartedAt is { } time ? Number((time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) : "-";
        string duration = entry.Duration is { } length ? Number(length.Ticks / TimeSpan.TicksPerMicrosecond) : "-";
        string status = entry.Status is { } code ? Number(code) : "-", job = entry.Job is { } id ? Number(id) : "-";
        string statuses = entry.Statuses.IsEmpty ? "-" : string.Join(',', entry.Statuses.Select(code => Number(code)));
        string signal = entry.EndedBy is { } by ? Number(by.Number) : "-", memory = entry.PeakMemory is { } bytes ? Number(bytes) : "-";
        string processor = entry.ProcessorTime is { } used ? Number(used.Ticks / TimeSpan.TicksPerMicrosecond) : "-";
        return $"{started}\t{duration}\t{status}\t{job}\t{statuses}\t{signal}\t{processor}\t{memory}\t{(entry.Directory is { } directory ? Escape(directory) : "-")}\t{Escape(entry.Command)}\n";
    }

    /// <summary>The entry that a line stands for; null when there is no command in it.</summary>
    public static HistoryEntry? Read(string line, long number)
    {
        if (line.Length == 0 || line == Header) return null;
        string[] fields = line.Split('\t');
        if (fields.Length is not (FieldCount or FormerFieldCount) || !TryNumber(fields[0], out long? started) || !TryNumber(fields[1], out long? duration) || !TryNumber(fields[2], out long? status)
            || !TryNumber(fields[3], out long? job) || started > MostMicroseconds || duration > MostMicroseconds)
            return new HistoryEntry(number, line);
        long? signal = null, processor = null, memory = null;
        ImmutableArray<int> statuses = [];
        if (fields.Length == FieldCount
            && (!TryStatuses(fields[4], out statuses) || !TryNumber(fields[5], out signal) || !TryNumber(fields[6], out processor) || !TryNumber(fields[7], out memory) || signal is < 1 or > 64 || processor > MostMicroseconds))
            return new HistoryEntry(number, line);
        return new HistoryEntry(number, Unescape(fields[^1]))
        {
            StartedAt = started is { } start ? DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(start) : null,
            Duration = duration is { } length ? TimeSpan.FromMicroseconds(length) : null,
            Status = (int?)status,
            Job = (int?)job,
            Statuses = statuses,
            EndedBy = signal is { } by ? new Signal((int)by) : null,
            ProcessorTime = processor is { } used ? TimeSpan.FromMicroseconds(used) : null,
            PeakMemory = memory,
            Directory = fields[^2] == "-" ? null : Unescape(fields[^2]),
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

    private static bool TryStatuses(string field, out ImmutableArray<int> statuses)
    {
        statuses = [];
        if (field == "-") return true;
        var list = ImmutableArray.CreateBuilder<int>();
        foreach (string part in field.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int status)) return false;
            list.Add(status);
        }
        statuses = list.DrainToImmutable();
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
