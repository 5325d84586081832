using Drover.Cli.Arguments;

namespace Drover.Cli.Tests.Arguments;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("90s", 90_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1w", 604_800_000)]
    [InlineData("500ms", 500)]
    [InlineData("1s500ms", 1500)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("7", 7000)]
    [InlineData("0.25", 250)]
    [InlineData("0", 0)]
    public void Reads_what_people_write(string text, long milliseconds)
    {
        DurationText.TryParse(text, out TimeSpan duration).ShouldBeTrue();
        duration.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5x")]
    [InlineData("-5s")]
    [InlineData("s")]
    [InlineData("1h30")]
    [InlineData("5 m")]
    [InlineData("1..5s")]
    [InlineData("ms")]
    [InlineData("99999999999999999999d")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    public void Refuses_anything_else(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Error_names_the_option_and_shows_how_to_write_it()
    {
        CliException error = Should.Throw<CliException>(() => DurationText.Parse("soon", "--timeout"));
        error.Message.ShouldStartWith("--timeout: 'soon' is no duration.");
        error.ExitStatus.ShouldBe(125);
    }

    [Fact]
    public void Range_has_two_ends()
    {
        DurationText.ParseRange("1s..5m", "--backoff").ShouldBe((TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)));
        DurationText.ParseRange("3s", "--backoff").ShouldBe((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)));
        // Decimal points are no dots of the range.
        DurationText.ParseRange("0.5s..1.5s", "--backoff").ShouldBe((TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5)));
    }

    [Theory]
    [InlineData("5m..1s")]
    [InlineData("1s..")]
    [InlineData("..1s")]
    [InlineData("1s..x")]
    public void Range_that_is_none_is_refused(string text) => Should.Throw<CliException>(() => DurationText.ParseRange(text, "--backoff"));
}
