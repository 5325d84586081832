using System.Globalization;
using Drover.Server.Schedules;

namespace Drover.Server.Tests.Schedules;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("*/15 * * * *", "2026-01-01T00:00", "2026-01-01T00:15")]
    [InlineData("0 9-17/4 * * MON-FRI", "2026-01-02T13:00", "2026-01-02T17:00")]
    [InlineData("0 9-17/4 * * MON-FRI", "2026-01-02T17:00", "2026-01-05T09:00")]
    [InlineData("@daily", "2026-12-31T23:59", "2027-01-01T00:00")]
    [InlineData("@hourly", "2026-12-31T23:00", "2027-01-01T00:00")]
    [InlineData("@yearly", "2026-01-01T00:00", "2027-01-01T00:00")]
    [InlineData("30 4 1,15 * 5", "2026-01-02T05:00", "2026-01-09T04:30")]
    [InlineData("30 4 1,15 * 5", "2026-01-09T04:30", "2026-01-15T04:30")]
    [InlineData("0 0 29 2 *", "2026-01-01T00:00", "2028-02-29T00:00")]
    [InlineData("0 0 * * 7", "2026-01-01T00:00", "2026-01-04T00:00")]
    [InlineData("5/20 0 * jan *", "2026-01-01T00:25", "2026-01-01T00:45")]
    public void Next_time_is_the_first_after_the_moment(string expression, string after, string expected) => Next(expression, after, "UTC").ShouldBe(expected);

    [Fact]
    public void What_never_comes_is_never() => CronExpression.Parse("0 0 30 2 *").Next(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc).ShouldBeNull();

    // Europe/Berlin: on 2026-03-29 at 01:00 UTC 02:00 becomes 03:00, on 2026-10-25 at 01:00 UTC 03:00 becomes 02:00.
    [Theory]
    // A time that is missing is made up for at the end of the gap, once.
    [InlineData("30 2 * * *", "2026-03-28T12:00", "2026-03-29T01:00")]
    [InlineData("30 2 * * *", "2026-03-29T01:00", "2026-03-30T00:30")]
    // A time that comes twice is the first of both.
    [InlineData("30 2 * * *", "2026-10-24T12:00", "2026-10-25T00:30")]
    [InlineData("30 2 * * *", "2026-10-25T00:30", "2026-10-26T01:30")]
    // What goes by the wall clock goes on all the time.
    [InlineData("*/30 * * * *", "2026-03-29T00:30", "2026-03-29T01:00")]
    [InlineData("*/30 * * * *", "2026-10-25T00:30", "2026-10-25T01:00")]
    [InlineData("*/30 * * * *", "2026-10-25T01:00", "2026-10-25T01:30")]
    [InlineData("0 3 * * *", "2026-03-28T12:00", "2026-03-29T01:00")]
    [InlineData("0 3 * * *", "2026-10-24T12:00", "2026-10-25T02:00")]
    [InlineData("0 12 1 * *", "2026-01-15T00:00", "2026-02-01T11:00")]
    [InlineData("0 12 1 7 *", "2026-01-15T00:00", "2026-07-01T10:00")]
    public void Clocks_that_change_lose_and_double_nothing(string expression, string after, string expected) => Next(expression, after, "Europe/Berlin").ShouldBe(expected);

    [Fact]
    public void A_daily_time_comes_once_a_day_all_year_in_every_zone()
    {
        foreach (string id in (string[])["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia", "UTC"])
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
            foreach (string text in (string[])["30 2 * * *", "15 0 * * *", "0 1 * * *"])
            {
                var daily = CronExpression.Parse(text);
                var days = new HashSet<string>();
                DateTimeOffset at = new(2026, 1, 1, 12, 7, 0, TimeSpan.Zero), end = at.AddYears(1);
                int count = 0;
                while ((at = daily.Next(at, zone)!.Value) < end)
                {
                    count++;
                    days.Add(TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).ShouldBeTrue($"{id} {text} {at:u}");
                }
                count.ShouldBe(365, $"{id} {text}");
            }
        }
    }

    [Fact]
    public void What_goes_every_few_minutes_never_pauses_and_never_comes_twice()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var often = CronExpression.Parse("*/20 * * * *");
        foreach (DateTimeOffset day in (DateTimeOffset[])[new(2026, 3, 28, 12, 0, 0, TimeSpan.Zero), new(2026, 10, 24, 12, 0, 0, TimeSpan.Zero)])
        {
            DateTimeOffset at = day;
            for (int i = 0; i < 200; i++)
            {
                DateTimeOffset next = often.Next(at, zone)!.Value;
                (next - at).ShouldBe(TimeSpan.FromMinutes(20));
                at = next;
            }
        }
    }

    [Theory]
    [InlineData("* * * *", "4 fields")]
    [InlineData("60 * * * *", "minute")]
    [InlineData("* * 0 * *", "day of month")]
    [InlineData("* * * FOO *", "month")]
    [InlineData("* * * * 8", "day of week")]
    [InlineData("5-1 * * * *", "ends before it begins")]
    [InlineData("*/0 * * * *", "minute")]
    [InlineData("1/2/3 * * * *", "two steps")]
    [InlineData("@never", "@hourly")]
    [InlineData("-1 * * * *", "minute")]
    public void What_can_not_be_read_says_why(string expression, string why) => Should.Throw<FormatException>(() => CronExpression.Parse(expression)).Message.ShouldContain(why);

    private static string? Next(string expression, string after, string zone) =>
        CronExpression.Parse(expression).Next(DateTimeOffset.Parse(after + "Z", CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone))?
            .ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
