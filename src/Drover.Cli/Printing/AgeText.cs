using System.Globalization;

namespace Drover.Cli.Printing;

/// <summary>Spans of time for people, in one unit or two: "5s", "12m", "3h", "2d", "6w".</summary>
internal static class AgeText
{
    /// <summary>A span in its largest fitting unit; a negative one, from a clock that was set back, is 0.</summary>
    public static string Of(TimeSpan age)
    {
        long seconds = Math.Max(0, (long)age.TotalSeconds);
        return seconds switch
        {
            < 120 => Text(seconds, "s"),
            < 120 * 60 => Text(seconds / 60, "m"),
            < 48 * 3600 => Text(seconds / 3600, "h"),
            < 21 * 86_400 => Text(seconds / 86_400, "d"),
            _ => Text(seconds / (7 * 86_400), "w"),
        };
    }

    /// <summary>A span with the precision that short ones need: "0.42 s", "12.3 s", "5m 12s", "3h 05m".</summary>
    public static string Precise(TimeSpan span)
    {
        if (span < TimeSpan.Zero) span = TimeSpan.Zero;
        return span.TotalSeconds switch
        {
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.00} s"),
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}m {span.Seconds:00}s"),
            < 86_400 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}h {span.Minutes:00}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d {span.Hours:00}h"),
        };
    }

    private static string Text(long number, string unit) => number.ToString(CultureInfo.InvariantCulture) + unit;
}
