using Drover.Cli.Arguments;

namespace Drover.Cli.Tests.Arguments;

public sealed class NumberTextTests
{
    [Fact]
    public void Numbers_keep_to_their_bounds()
    {
        NumberText.Parse("-20", "--nice", -20, 19).ShouldBe(-20);
        Should.Throw<CliException>(() => NumberText.Parse("20", "--nice", -20, 19)).Message.ShouldBe("--nice: '20' is no whole number from -20 to 19.");
        Should.Throw<CliException>(() => NumberText.Parse("1.5", "--pids", 1, long.MaxValue)).Message.ShouldContain("of at least 1");
        Should.Throw<CliException>(() => NumberText.Parse("", "--pids", 1, long.MaxValue));
    }

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData("2", 2)]
    public void Processors_may_be_fractions(string text, double cpus) => NumberText.ParseCpus(text, "--cpus").ShouldBe(cpus);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("two")]
    public void Processors_are_more_than_none(string text) => Should.Throw<CliException>(() => NumberText.ParseCpus(text, "--cpus"));

    [Theory]
    [InlineData("022", 18)]
    [InlineData("0077", 63)]
    [InlineData("777", 511)]
    [InlineData("0", 0)]
    public void Umask_is_octal(string text, int mask) => NumberText.ParseUmask(text, "--umask").ShouldBe(mask);

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("1777")]
    [InlineData("00022")]
    [InlineData("u=rwx")]
    public void Umask_of_another_form_is_refused(string text) => Should.Throw<CliException>(() => NumberText.ParseUmask(text, "--umask"));
}
