using System.Globalization;
using System.Text;

namespace Drover.Shell.Builtins;

/// <summary>Times in the format of strftime(3), in the POSIX locale.</summary>
internal static class TimeFormat
{
    /// <summary>Formats a time in a zone: a name as TZ has it, the system's without one.</summary>
    public static string Format(string format, DateTimeOffset utc, string? zone)
    {
        TimeZoneInfo info = Zone(zone);
        DateTimeOffset time = TimeZoneInfo.ConvertTime(utc, info);
        var result = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 >= format.Length)
            {
                result.Append(format[i]);
                continue;
            }
            char letter = format[++i];
            if (letter is 'E' or 'O' && i + 1 < format.Length) letter = format[++i];
            string? text = Field(letter, time, info, zone);
            result.Append(text ?? "%" + letter);
        }
        return result.ToString();
    }

    private static TimeZoneInfo Zone(string? name)
    {
        if (name is null) return TimeZoneInfo.Local;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name.TrimStart(':'), out TimeZoneInfo? found) ? found : TimeZoneInfo.Utc;
    }

    private static string? Field(char letter, DateTimeOffset time, TimeZoneInfo info, string? zone)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string Recursive(string format) => Format(format, time, zone);
        switch (letter)
        {
            case '%': return "%";
            case 'n': return "\n";
            case 't': return "\t";
            case 'a': return time.ToString("ddd", culture);
            case 'A': return time.ToString("dddd", culture);
            case 'b' or 'h': return time.ToString("MMM", culture);
            case 'B': return time.ToString("MMMM", culture);
            case 'c': return Recursive("%a %b %e %H:%M:%S %Y");
            case 'C': return (time.Year / 100).ToString("00", culture);
            case 'd': return time.ToString("dd", culture);
            case 'D' or 'x': return Recursive("%m/%d/%y");
            case 'e': return time.Day.ToString(culture).PadLeft(2);
            case 'F': return Recursive("%Y-%m-%d");
            case 'g': return (ISOWeek.GetYear(time.DateTime) % 100).ToString("00", culture);
            case 'G': return ISOWeek.GetYear(time.DateTime).ToString(culture);
            case 'H': return time.ToString("HH", culture);
            case 'I': return time.ToString("hh", culture);
            case 'j': return time.DayOfYear.ToString("000", culture);
            case 'k': return time.Hour.ToString(culture).PadLeft(2);
            case 'l': return (((time.Hour + 11) % 12) + 1).ToString(culture).PadLeft(2);
            case 'm': return time.ToString("MM", culture);
            case 'M': return time.ToString("mm", culture);
            case 'p': return time.Hour < 12 ? "AM" : "PM";
            case 'P': return time.Hour < 12 ? "am" : "pm";
            case 'r': return Recursive("%I:%M:%S %p");
            case 'R': return Recursive("%H:%M");
            case 's': return time.ToUnixTimeSeconds().ToString(culture);
            case 'S': return time.ToString("ss", culture);
            case 'T' or 'X': return Recursive("%H:%M:%S");
            case 'u': return (((int)time.DayOfWeek + 6) % 7 + 1).ToString(culture);
            case 'U': return ((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7).ToString("00", culture);
            case 'V': return ISOWeek.GetWeekOfYear(time.DateTime).ToString("00", culture);
            case 'w': return ((int)time.DayOfWeek).ToString(culture);
            case 'W': return ((time.DayOfYear + 6 - (((int)time.DayOfWeek + 6) % 7)) / 7).ToString("00", culture);
            case 'y': return (time.Year % 100).ToString("00", culture);
            case 'Y': return time.Year.ToString(culture);
            case 'z': return (time.Offset < TimeSpan.Zero ? "-" : "+") + time.Offset.ToString("hhmm", culture);
            case 'Z': return info.BaseUtcOffset == TimeSpan.Zero && !info.SupportsDaylightSavingTime ? "UTC" : Abbreviation(info, time);
            default: return null;
        }
    }

    private static string Abbreviation(TimeZoneInfo info, DateTimeOffset time)
    {
        string name = info.IsDaylightSavingTime(time) ? info.DaylightName : info.StandardName;
        return name.Contains(' ', StringComparison.Ordinal) ? string.Concat(name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word[0])) : name;
    }
}
