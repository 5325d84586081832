using System.Text;
using Drover.LineEditor.Rendering;

namespace Drover.LineEditor.Tests.Rendering;

public sealed class PromptTextTests
{
    [Theory]
    [InlineData("$ ", "$ ", "")]
    [InlineData("\e[1m$\e[m ", "$ ", "")]
    [InlineData("\u0001\e[1m\u0002$ ", "$ ", "")]
    [InlineData("\u0001anything\u0002$ ", "$ ", "anything")]
    [InlineData("\e]0;title\a$ ", "$ ", "\e]0;title\a")]
    [InlineData("\e]133;A\e\\$ ", "$ ", "\e]133;A\e\\")]
    [InlineData("\e[?25h\e(B$ ", "$ ", "\e[?25h\e(B")]
    [InlineData("a\r\a\nb", "a\nb", "\a")]
    [InlineData("$\e", "$", "\e")]
    [InlineData("$\e[1", "$", "\e[1")]
    [InlineData("$\e]0", "$", "\e]0")]
    [InlineData("$\u0001open", "$", "open")]
    public void Sequences_take_no_columns(string prompt, string plain, string effects)
    {
        var text = new PromptText(Encoding.UTF8.GetBytes(prompt));
        Encoding.UTF8.GetString(text.Plain).ShouldBe(plain);
        Encoding.UTF8.GetString(text.Effects).ShouldBe(effects);
    }

    [Theory]
    [InlineData("1", "\e[0;1m")]
    [InlineData("1;2;3;4;5;7;9", "\e[0;1;2;3;4;5;7;9m")]
    [InlineData("1;22;3;23;4;24;5;25;7;27;9;29", "\e[0m")]
    [InlineData("31;42", "\e[0;31;42m")]
    [InlineData("91;102", "\e[0;91;102m")]
    [InlineData("38;5;200;48;5;3", "\e[0;38;5;200;43m")]
    [InlineData("38;2;1;2;3", "\e[0;38;2;1;2;3m")]
    [InlineData("38:2::1:2:3;48:5:99", "\e[0;38;2;1;2;3;48;5;99m")]
    [InlineData("4:3", "\e[0;4m")]
    [InlineData("4;4:0", "\e[0m")]
    [InlineData("31;39;42;49", "\e[0m")]
    [InlineData("6", "\e[0;5m")]
    [InlineData("31;", "\e[0m")]
    [InlineData("38;5", "\e[0m")]
    [InlineData("38;2;1", "\e[0m")]
    [InlineData("38;5;999", "\e[0;38;5;255m")]
    [InlineData("12345678901234567890", "\e[0m")]
    [InlineData("", "\e[0m")]
    public void Colours_are_read_and_written(string parameters, string sequence)
        => SgrParser.Apply(default, Encoding.ASCII.GetBytes(parameters)).Sequence().ShouldBe(sequence);

    [Theory]
    [InlineData(-1)]
    [InlineData(256)]
    public void The_palette_has_256_colours(int number) => Should.Throw<ArgumentOutOfRangeException>(() => TextColor.Palette(number));

    [Fact]
    public void A_status_stands_in_the_place_of_the_last_line()
    {
        var writer = new CellWriter(20);
        new PromptText("one\n\e[1mtwo\nthree\e[m $ "u8).WriteTo(writer, "search: "u8.ToArray());
        writer.Rows.Select(row => string.Concat(row.Select(cell => cell.Text)).TrimEnd()).ShouldBe(["one", "two", "search:"]);
        writer.Column.ShouldBe(8);
    }
}
