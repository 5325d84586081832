using Drover.Cli.Arguments;

namespace Drover.Cli.Tests.Arguments;

public sealed class SizeTextTests
{
    [Theory]
    [InlineData("512M", 512L << 20)]
    [InlineData("1G", 1L << 30)]
    [InlineData("64k", 64L << 10)]
    [InlineData("64K", 64L << 10)]
    [InlineData("1.5G", 3L << 29)]
    [InlineData("100", 100)]
    [InlineData("100B", 100)]
    [InlineData("2MiB", 2L << 20)]
    [InlineData("2MB", 2L << 20)]
    [InlineData("1T", 1L << 40)]
    [InlineData("0", 0)]
    public void Reads_what_people_write(string text, long bytes)
    {
        SizeText.TryParse(text, out long size).ShouldBeTrue();
        size.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("-1M")]
    [InlineData("1X")]
    [InlineData("1 G")]
    [InlineData("99999999T")]
    [InlineData("1e9")]
    [InlineData("iB")]
    public void Refuses_anything_else(string text) => SizeText.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Limit_may_be_none_or_nothing_at_all()
    {
        SizeText.ParseLimit("unlimited", "--core").ShouldBe(ulong.MaxValue);
        SizeText.ParseLimit("0", "--core").ShouldBe(0ul);
        Should.Throw<CliException>(() => SizeText.Parse("0", "--memory"));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 kB")]
    [InlineData(1536, "1.5 kB")]
    [InlineData(10L << 20, "10 MB")]
    [InlineData((1L << 20) - 1, "1.0 MB")]
    [InlineData(long.MaxValue, "8.0 EB")]
    public void Shows_sizes_in_one_unit(long bytes, string text) => SizeText.Format(bytes).ShouldBe(text);
}
