using System.Text;
using Drover.Cli.Arguments;
using Drover.Engine.Processes;
using Drover.Testing;

namespace Drover.Cli.Tests.Arguments;

public sealed class EnvironmentFileTests
{
    [Fact]
    public void Lines_are_entries_comments_and_nothing()
    {
        ProcessEnvironment environment = Read("# a comment\n\nA=1\n  B=two words \r\n\t#another\nC='quoted \"value\"'\nD=\nE==x\nPATH\nDROVER_NO_SUCH_VARIABLE\nlast=é");
        environment.Entries.Select(e => e.ToString()).ShouldBe(
            ["A=1", "B=two words ", "C='quoted \"value\"'", "D=", "E==x", $"PATH={ProcessEnvironment.Inherited.Get("PATH")}", "last=é"]);
    }

    [Fact]
    public void Later_entry_replaces_an_earlier_one() =>
        Read("A=1\nB=2\nA=3").Entries.Select(e => e.ToString()).ShouldBe(["B=2", "A=3"]);

    [Fact]
    public void Value_may_hold_any_bytes()
    {
        ProcessEnvironment environment = EnvironmentFile.AddText(ProcessEnvironment.Empty, [(byte)'A', (byte)'=', 0xFF, 0xFE], "f");
        environment.Get("A")!.Value.Span.ToArray().ShouldBe([0xFF, 0xFE]);
    }

    [Theory]
    [InlineData("ok=1\n=x", "f:2")]
    [InlineData("export A=1", "f:1")]
    [InlineData("A=\0", "f:1")]
    public void Line_that_is_none_is_named(string text, string where) =>
        Should.Throw<CliException>(() => Read(text)).Message.ShouldStartWith($"--env-file: {where}:");

    [Fact]
    public void Missing_file_is_named()
    {
        using var directory = new TemporaryDirectory();
        Should.Throw<CliException>(() => EnvironmentFile.Add(ProcessEnvironment.Empty, directory["none"])).Message.ShouldBe($"--env-file: {directory["none"]}: No such file or directory (open)");
    }

    private static ProcessEnvironment Read(string text) => EnvironmentFile.AddText(ProcessEnvironment.Empty, Encoding.UTF8.GetBytes(text), "f");
}
