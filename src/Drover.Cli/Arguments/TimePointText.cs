using System.Globalization;

namespace Drover.Cli.Arguments;

/// <summary>Points in time as people write them: RFC 3339, "HH:MM", "YYYY-MM-DD", or a duration ago.</summary>
internal static class TimePointText
{
    private static readonly string[] s_exact =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mm:ssK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd' 'HH:mmK", "yyyy-MM-dd",
    ];

    /// <summary>Reads one. Without an offset it is local time; a time of day is its latest one, today's or yesterday's.</summary>
    public static bool TryParse(string text, TimeProvider clock, out DateTimeOffset time)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (DurationText.TryParse(text, out TimeSpan ago))
        {
            time = now - ago;
            return true;
        }
        if (TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly clockTime))
        {
            DateTimeOffset local = TimeZoneInfo.ConvertTime(now, clock.LocalTimeZone);
            time = Local(local.Date + clockTime.ToTimeSpan(), clock);
            if (time > now) time = Local(local.Date.AddDays(-1) + clockTime.ToTimeSpan(), clock);
            return true;
        }
        if (DateTime.TryParseExact(text, s_exact, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime date))
        {
            if (date.Kind == DateTimeKind.Unspecified)
            {
                time = Local(date, clock);
                return true;
            }
            return DateTimeOffset.TryParseExact(text, s_exact, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
        }
        time = default;
        return false;
    }

    /// <summary>Reads the value of an option.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static DateTimeOffset Parse(string text, string option, TimeProvider clock) => TryParse(text, clock, out DateTimeOffset time)
        ? time
        : throw new CliException($"{option}: '{text}' is no time. Write 2026-11-20T17:30:00Z, 2026-11-20, 17:30 (local time), or how long ago: 10m.");

    /// <summary>Nanoseconds since the epoch, as the log counts them.</summary>
    public static long ToNanoseconds(DateTimeOffset time) => Math.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks) * 100;

    private static DateTimeOffset Local(DateTime date, TimeProvider clock)
    {
        var unspecified = DateTime.SpecifyKind(date, DateTimeKind.Unspecified);
        return new DateTimeOffset(unspecified, clock.LocalTimeZone.GetUtcOffset(unspecified));
    }
}
