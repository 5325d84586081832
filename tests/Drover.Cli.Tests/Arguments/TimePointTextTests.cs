using Drover.Cli.Arguments;

namespace Drover.Cli.Tests.Arguments;

public sealed class TimePointTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 17, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("10m", "2026-11-20T17:20:00Z")]
    [InlineData("90", "2026-11-20T17:28:30Z")]
    [InlineData("2026-11-19T08:00:00Z", "2026-11-19T08:00:00Z")]
    [InlineData("2026-11-19T08:00:00.25Z", "2026-11-19T08:00:00.25Z")]
    [InlineData("2026-11-19T08:00:00+02:00", "2026-11-19T06:00:00Z")]
    // Local time is two hours ahead here: 19:30 now.
    [InlineData("2026-11-19", "2026-11-18T22:00:00Z")]
    [InlineData("2026-11-19 08:00", "2026-11-19T06:00:00Z")]
    [InlineData("19:00", "2026-11-20T17:00:00Z")]
    [InlineData("19:00:30", "2026-11-20T17:00:30Z")]
    [InlineData("23:00", "2026-11-19T21:00:00Z")]
    public void Reads_times_dates_and_spans(string text, string expected)
    {
        TimePointText.TryParse(text, new Clock(), out DateTimeOffset time).ShouldBeTrue();
        time.ToUniversalTime().ShouldBe(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("25:00")]
    [InlineData("2026-13-01")]
    [InlineData("20.11.2026")]
    [InlineData("")]
    public void Refuses_anything_else(string text) => TimePointText.TryParse(text, new Clock(), out _).ShouldBeFalse();

    [Fact]
    public void Times_before_the_epoch_are_its_beginning()
    {
        TimePointText.ToNanoseconds(DateTimeOffset.UnixEpoch.AddDays(-1)).ShouldBe(0);
        TimePointText.ToNanoseconds(DateTimeOffset.UnixEpoch.AddTicks(3)).ShouldBe(300);
    }

    private sealed class Clock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(2), "test", "test");

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
