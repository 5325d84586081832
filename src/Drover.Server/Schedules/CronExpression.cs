// Constraints
//   Clocks go forward and back: a time of day may be missing or come twice. A job at 02:30 must run once on each day, one that runs every ten minutes must go on
//   every ten minutes. An expression may never come true (30 February).
// Scheme
//   Within a stretch of constant offset from UTC the wall clock is monotonic: the next match on the wall is the next match in time. Where a transition lies between,
//   it is searched by halving and the look goes on behind it. As cron(8) has it, jobs with '*' in hour or minute follow the wall clock as it is; the others
//   run at the end of the gap that swallowed their time, and on the first of two occurrences.

namespace Drover.Server.Schedules;

/// <summary>When something is to be done: the five fields of crontab(5), or @hourly, @daily, @weekly, @monthly, @yearly. Immutable.</summary>
internal sealed class CronExpression
{
    private const int GreatestYears = 9;
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly string[] s_months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly CronField _minutes, _hours, _days, _months, _weekdays;

    private CronExpression(string text, CronField minutes, CronField hours, CronField days, CronField months, CronField weekdays)
    {
        Text = text;
        (_minutes, _hours, _days, _months) = (minutes, hours, days, months);
        // 7 is Sunday too.
        _weekdays = weekdays.Has(7) ? weekdays with { Bits = weekdays.Bits | 1 } : weekdays;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    private bool FollowsTheWall => _minutes.IsStar || _hours.IsStar;

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static CronExpression Parse(string text)
    {
        string fields = text.Trim() switch
        {
            "@hourly" => "0 * * * *",
            "@daily" or "@midnight" => "0 0 * * *",
            "@weekly" => "0 0 * * 0",
            "@monthly" => "0 0 1 * *",
            "@yearly" or "@annually" => "0 0 1 1 *",
            ['@', ..] => throw new FormatException($"'{text}' is not @hourly, @daily, @weekly, @monthly or @yearly"),
            var five => five,
        };
        string[] parts = fields.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5) throw new FormatException($"has {parts.Length} fields instead of five: minute, hour, day of month, month, day of week");
        return new CronExpression(
            text,
            Field("minute", parts[0], 0, 59, []),
            Field("hour", parts[1], 0, 23, []),
            Field("day of month", parts[2], 1, 31, []),
            Field("month", parts[3], 1, 12, s_months),
            Field("day of week", parts[4], 0, 7, s_days));
    }

    /// <summary>The first time after a moment; null when there is none within nine years.</summary>
    /// <param name="after">The moment.</param>
    /// <param name="zone">The time zone of the wall clock.</param>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        DateTime begin = Floor(after.UtcDateTime) + s_minute;
        for (int looks = 0; looks < 1000; looks++)
        {
            TimeSpan offset = zone.GetUtcOffset(begin);
            if (NextOnWall(begin + offset) is not { } wall) return null;
            DateTime found = wall - offset;
            if (found - begin > TimeSpan.FromDays(2))
            {
                // Nothing matches in between: go near, so that one transition at most lies ahead.
                begin = found - TimeSpan.FromDays(1);
                continue;
            }
            if (zone.GetUtcOffset(found) == offset)
            {
                if (FollowsTheWall || !IsSecondOccurrence(wall, offset, zone)) return new DateTimeOffset(found, TimeSpan.Zero);
                begin = found + s_minute;
                continue;
            }
            DateTime transition = Transition(begin, found, zone);
            bool isInGap = wall < transition + zone.GetUtcOffset(transition);
            if (isInGap && !FollowsTheWall) return new DateTimeOffset(transition, TimeSpan.Zero);
            begin = transition;
        }
        return null;
    }

    private static CronField Field(string name, string text, int least, int most, ReadOnlySpan<string> names)
    {
        try
        {
            return CronField.Parse(text, least, most, names);
        }
        catch (FormatException e)
        {
            throw new FormatException($"has a {name} that can't be read: {e.Message}");
        }
    }

    private static DateTime Floor(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc);

    private static bool IsSecondOccurrence(DateTime wall, TimeSpan offset, TimeZoneInfo zone)
    {
        var plain = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        return zone.IsAmbiguousTime(plain) && offset < zone.GetAmbiguousTimeOffsets(plain).Max();
    }

    // The first minute with another offset than the beginning's.
    private static DateTime Transition(DateTime begin, DateTime end, TimeZoneInfo zone)
    {
        TimeSpan offset = zone.GetUtcOffset(begin);
        long low = begin.Ticks / TimeSpan.TicksPerMinute, high = end.Ticks / TimeSpan.TicksPerMinute;
        while (high - low > 1)
        {
            long middle = (low + high) / 2;
            if (zone.GetUtcOffset(new DateTime(middle * TimeSpan.TicksPerMinute, DateTimeKind.Utc)) == offset) low = middle;
            else high = middle;
        }
        return new DateTime(high * TimeSpan.TicksPerMinute, DateTimeKind.Utc);
    }

    private DateTime? NextOnWall(DateTime from)
    {
        DateTime at = from;
        while (at.Year <= from.Year + GreatestYears && at.Year < DateTime.MaxValue.Year)
        {
            if (!_months.Has(at.Month)) at = new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
            else if (!IsDay(at)) at = at.Date.AddDays(1);
            else if (!_hours.Has(at.Hour)) at = at.Date.AddHours(at.Hour + 1);
            else if (!_minutes.Has(at.Minute)) at += s_minute;
            else return at;
        }
        return null;
    }

    // Either of the two is enough when both are restricted (crontab(5)).
    private bool IsDay(DateTime at)
    {
        bool isDay = _days.Has(at.Day), isWeekday = _weekdays.Has((int)at.DayOfWeek);
        return _days.IsStar || _weekdays.IsStar ? isDay && isWeekday : isDay || isWeekday;
    }
}
