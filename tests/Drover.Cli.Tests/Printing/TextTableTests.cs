using Drover.Cli.Printing;

namespace Drover.Cli.Tests.Printing;

public sealed class TextTableTests
{
    [Fact]
    public void Plain_table_is_aligned_and_has_no_escape_sequence()
    {
        TextTable table = Sample();
        table.Text(int.MaxValue, colour: false).ShouldBe(
            """
            NAME       SIZE  STATE
            a             1  running 5m
            long-name   100

            """);
    }

    [Fact]
    public void Plain_table_cuts_nothing()
    {
        var table = new TextTable("COMMAND");
        table.Add(new string('x', 500));
        table.Text(int.MaxValue, colour: false).ShouldContain(new string('x', 500));
    }

    [Fact]
    public void Terminal_table_keeps_to_the_width()
    {
        var table = new TextTable("NAME", "COMMAND");
        table.Add("a", new string('x', 500));
        string[] lines = table.Text(40, colour: false).TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(2);
        lines.ShouldAllBe(line => line.Length <= 40);
        lines[1].ShouldEndWith("…");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    public void Terminal_table_shows_some_columns_whole_however_narrow_it_is(int width)
    {
        var table = new TextTable("NAME", "ID", "COMMAND") { Uncut = { 0, 1 } };
        table.Add("builder", "0123456789", new string('x', 500));
        table.Text(width, colour: false).ShouldBe("NAME     ID\nbuilder  0123456789\n");
    }

    [Fact]
    public void Terminal_table_has_colours_only_when_they_are_wanted()
    {
        Sample().Text(80, colour: true).ShouldContain("\e[32m");
        Sample().Text(80, colour: false).ShouldNotContain("\e");
    }

    [Fact]
    public void Text_from_elsewhere_moves_no_cursor()
    {
        var table = new TextTable("NAME");
        table.Add("a\e[2Jb\nc");
        table.Text(int.MaxValue, colour: false).ShouldBe("NAME\na\uFFFD[2Jb c\n");
        table.Text(80, colour: true).ShouldNotContain("\e[2J");
    }

    [Fact]
    public void Cut_splits_no_character()
    {
        Palette.Cut("ab\U0001F600cd", 4).ShouldBe("ab…");
        Palette.Cut("abcd", 4).ShouldBe("abcd");
    }

    private static TextTable Sample()
    {
        var table = new TextTable("NAME", "SIZE", "STATE") { RightAligned = { 1 } };
        table.Add("a", "1", new Cell("running 5m", Tone.Good));
        table.Add("long-name", "100", "");
        return table;
    }
}
