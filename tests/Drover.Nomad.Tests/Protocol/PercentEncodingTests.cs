using Drover.Nomad.Protocol;

namespace Drover.Nomad.Tests.Protocol;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("plain text, \"quoted\" ~", "plain text, \"quoted\" ~")]
    [InlineData("100 % of é\n", "100 %25 of %C3%A9%0A")]
    public void Only_printable_ascii_stays(string text, string expected)
    {
        PercentEncoding.Encode(text).ShouldBe(expected);
        Uri.UnescapeDataString(PercentEncoding.Encode(text)).ShouldBe(text);
    }
}
