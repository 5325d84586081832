using Drover.Nomad.Protocol;

namespace Drover.Nomad.Tests.Protocol;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("2H", 7_200_000d)]
    [InlineData("3M", 180_000d)]
    [InlineData("10S", 10_000d)]
    [InlineData("250m", 250d)]
    [InlineData("1500u", 1.5)]
    [InlineData("99999999n", 99.999999)]
    [InlineData("99999999H", 30d * 24 * 3_600_000)]
    public void Every_unit_is_read(string text, double milliseconds) => GrpcTimeout.Parse(text)!.Value.TotalMilliseconds.ShouldBe(milliseconds, 0.001);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("10")]
    [InlineData("-1S")]
    [InlineData("1 S")]
    [InlineData("999999999S")]
    public void What_is_no_timeout_is_none(string? text) => GrpcTimeout.Parse(text).ShouldBeNull();
}
