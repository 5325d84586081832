using Drover.Cli.Printing;

namespace Drover.Cli.Tests.Printing;

public sealed class KeyedPageTests
{
    [Fact]
    public void In_a_pipe_each_value_is_one_line() =>
        Page().Text(int.MaxValue, colour: false).ShouldBe($"run      build\ncommand  {string.Join(' ', Enumerable.Repeat("word", 20))}\n         → more\n");

    [Fact]
    public void On_a_terminal_values_are_wrapped_in_their_column()
    {
        string[] lines = Page().Text(40, colour: false).TrimEnd('\n').Split('\n');
        lines.Length.ShouldBeGreaterThan(4);
        lines.ShouldAllBe(line => line.Length <= 40);
        lines[2].ShouldStartWith("         word");
    }

    [Fact]
    public void Colours_survive_the_layout()
    {
        Page().Text(40, colour: true).ShouldContain("\e[1mrun\e[0m");
        Page().Text(40, colour: true).ShouldContain("\e[32mbuild\e[0m");
    }

    private static KeyedPage Page()
    {
        var page = new KeyedPage();
        page.Add(new Cell("run", Tone.Heading), new Cell("build", Tone.Good));
        page.Add("command", string.Join(' ', Enumerable.Repeat("word", 20)));
        page.Add("", "→ more");
        return page;
    }
}
