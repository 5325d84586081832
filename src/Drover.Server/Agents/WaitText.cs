using System.Globalization;
using System.Text.RegularExpressions;

namespace Drover.Server.Agents;

/// <summary>Reads from what an agent says how long it has to wait. Pure.</summary>
internal static partial class WaitText
{
    private const int GreatestLine = 2000;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    /// <summary>How long to wait from now; null when the text does not say.</summary>
    /// <param name="line">A line of output.</param>
    /// <param name="now">The time at which it was written.</param>
    /// <param name="zone">The time zone of a time of day without one.</param>
    public static TimeSpan? TryRead(string line, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (line.Length > GreatestLine) line = line[..GreatestLine];
        TimeSpan? wait = Instant(line, now) ?? Duration(line) ?? Seconds(line) ?? Clock(line, now, zone);
        return wait > TimeSpan.Zero && wait < s_longest ? wait : null;
    }

    private static TimeSpan? Instant(string line, DateTimeOffset now)
    {
        if (Timestamp().Match(line) is { Success: true } written && DateTimeOffset.TryParse(written.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset until))
            return until - now;
        if (Epoch().Match(line) is not { Success: true } epoch) return null;
        long number = long.Parse(epoch.Value, CultureInfo.InvariantCulture);
        return (epoch.Length == 13 ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number)) - now;
    }

    // "in 2 hours and 30 minutes", "after 45s", "1h30m"
    private static TimeSpan? Duration(string line)
    {
        Match match = Durations().Match(line);
        if (!match.Success) return null;
        double milliseconds = 0;
        for (int i = 0; i < match.Groups["n"].Captures.Count; i++)
        {
            double number = double.Parse(match.Groups["n"].Captures[i].Value, CultureInfo.InvariantCulture);
            string unit = match.Groups["u"].Captures[i].Value.ToLowerInvariant();
            milliseconds += number * (unit.StartsWith("ms", StringComparison.Ordinal) || unit.StartsWith("mil", StringComparison.Ordinal) ? 1
                : unit[0] switch { 's' => 1000, 'm' => 60_000, 'h' => 3_600_000, _ => 86_400_000 });
        }
        return milliseconds < s_longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
    }

    private static TimeSpan? Seconds(string line) =>
        RetryAfter().Match(line) is { Success: true } match && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null;

    // "resets at 3:30pm": the next time at which a clock shows that.
    private static TimeSpan? Clock(string line, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (TimeOfDay().Match(line) is not { Success: true } match) return null;
        int hour = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        int minute = match.Groups[2].Success ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : 0;
        if (match.Groups[3].Success)
        {
            if (hour is 0 or > 12) return null;
            hour = (hour % 12) + (char.ToLowerInvariant(match.Groups[3].Value[0]) == 'p' ? 12 : 0);
        }
        else if (!match.Groups[2].Success) return null;
        if (hour > 23 || minute > 59) return null;
        if (match.Groups[4].Success) zone = TimeZoneInfo.Utc;
        DateTimeOffset local = TimeZoneInfo.ConvertTime(now, zone);
        TimeSpan wait = new TimeSpan(hour, minute, 0) - local.TimeOfDay;
        return wait > TimeSpan.Zero ? wait : wait + TimeSpan.FromDays(1);
    }

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)?", RegexOptions.CultureInvariant)]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"\b[12]\d{9}(\d{3})?\b", RegexOptions.CultureInvariant)]
    private static partial Regex Epoch();

    [GeneratedRegex(@"(?<![\w.-])(?:(?<n>\d{1,9}(?:\.\d{1,3})?)\s?(?<u>ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])(?:,?\s{0,2}(?:and\s)?)?)+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Durations();

    [GeneratedRegex(@"retry[- _]?after\W{1,5}(\d{1,7})\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex RetryAfter();

    [GeneratedRegex(@"\b(?:at|until|resets?|after)\s{1,3}(?:at\s)?(\d{1,2})(?::(\d\d))?\s?(am|pm)?\s?(\(?UTC\)?)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TimeOfDay();
}
