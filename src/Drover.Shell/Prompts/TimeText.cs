using System.Globalization;
using System.Text;

namespace Drover.Shell.Prompts;

/// <summary>The time of day as strftime(3) writes it in the POSIX locale.</summary>
internal static class TimeText
{
    /// <summary>The local time now. A letter that is not known stays as it is.</summary>
    public static string Format(string format) => Format(format, TimeProvider.System.GetLocalNow());

    /// <summary>A time.</summary>
    public static string Format(string format, DateTimeOffset time)
    {
        var result = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length) result.Append(format[i]);
            else result.Append(Field(format[++i], time));
        }
        return result.ToString();
    }

    private static string Field(char letter, DateTimeOffset time) => letter switch
    {
        '%' => "%",
        'n' => "\n",
        't' => "\t",
        'a' => Text(time, "ddd"),
        'A' => Text(time, "dddd"),
        'b' or 'h' => Text(time, "MMM"),
        'B' => Text(time, "MMMM"),
        'c' => Format("%a %b %e %H:%M:%S %Y", time),
        'C' => Number(time.Year / 100),
        'd' => Number(time.Day),
        'D' or 'x' => Format("%m/%d/%y", time),
        'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'F' => Format("%Y-%m-%d", time),
        'g' => Number(ISOWeek.GetYear(time.DateTime) % 100),
        'G' => ISOWeek.GetYear(time.DateTime).ToString(CultureInfo.InvariantCulture),
        'H' => Number(time.Hour),
        'I' => Number((time.Hour + 11) % 12 + 1),
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'k' => time.Hour.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'l' => ((time.Hour + 11) % 12 + 1).ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'm' => Number(time.Month),
        'M' => Number(time.Minute),
        'p' => time.Hour < 12 ? "AM" : "PM",
        'P' => time.Hour < 12 ? "am" : "pm",
        'r' => Format("%I:%M:%S %p", time),
        'R' => Format("%H:%M", time),
        's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'S' => Number(time.Second),
        'T' or 'X' => Format("%H:%M:%S", time),
        'u' => (((int)time.DayOfWeek + 6) % 7 + 1).ToString(CultureInfo.InvariantCulture),
        'U' => Number((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7),
        'V' => Number(ISOWeek.GetWeekOfYear(time.DateTime)),
        'W' => Number((time.DayOfYear + 6 - (((int)time.DayOfWeek + 6) % 7)) / 7),
        'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'y' => Number(time.Year % 100),
        'Y' => time.Year.ToString(CultureInfo.InvariantCulture),
        'z' => (time.Offset < TimeSpan.Zero ? "-" : "+") + time.Offset.ToString("hhmm", CultureInfo.InvariantCulture),
        'Z' => Zone(time),
        _ => "%" + letter,
    };

    // .NET knows zones by long names: their initials are near what is usual.
    private static string Zone(DateTimeOffset time)
    {
        if (time.Offset == TimeSpan.Zero) return "UTC";
        TimeZoneInfo local = TimeZoneInfo.Local;
        if (local.GetUtcOffset(time) != time.Offset) return Field('z', time)[..3];
        string name = local.IsDaylightSavingTime(time) ? local.DaylightName : local.StandardName;
        return name.Contains(' ', StringComparison.Ordinal) ? string.Concat(name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word[0])) : name;
    }

    private static string Text(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString("00", CultureInfo.InvariantCulture);
}
