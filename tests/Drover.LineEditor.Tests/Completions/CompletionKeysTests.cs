using System.Text;
using Drover.LineEditor.Completions;
using Drover.LineEditor.Rendering;
using Drover.LineEditor.Tests.Rendering;
using Drover.LineEditor.Tests.TestSupport;

namespace Drover.LineEditor.Tests.Completions;

public sealed class CompletionKeysTests
{
    [Theory]
    [InlineData("ls al", @"\t", "ls alpha |")]
    [InlineData("ls be", @"\t", "ls bet|")]
    [InlineData("ls x", @"\t", "ls x|")]
    [InlineData("ls ", @"\t", "ls |")]
    [InlineData("ls be", @"\t\t\t", "ls beta|")]
    [InlineData("ls be", @"\t\t\t\t", "ls better|")]
    [InlineData("ls be", @"\t\t\t\t\t", "ls beta|")]
    [InlineData("ls be", @"\t\t\t\e[B", "ls better|")]
    [InlineData("ls be", @"\t\t\t\e[Z", "ls better|")]
    [InlineData("ls be", @"\e[Z", "ls better|")]
    [InlineData("ls be", @"\t\t\t\e[A\C-m", "ls better |")]
    [InlineData("ls be", @"\t\t\t\C-g", "ls bet|")]
    [InlineData("ls be", @"\t\t\tx", "ls betax|")]
    [InlineData("ls be", @"\t\tx", "ls betx|")]
    [InlineData("ls be", @"\e*", "ls beta better |")]
    [InlineData("ls g", @"\t", "ls größe |")]
    [InlineData("ls be", @"\e?\t", "ls beta|")]
    public void Tab_completes_lists_and_cycles(string typed, string keys, string shown)
    {
        var options = new LineEditorOptions { Completer = TestCompleter.Of("alpha", "beta", "better", "größe") };
        new TypedLine(options).Type(typed).Type(keys).Shown.ShouldBe(shown);
    }

    [Fact]
    public void What_stands_behind_already_is_passed_over()
    {
        var options = new LineEditorOptions { Completer = new TestCompleter(new CompletionCandidate("dir"u8.ToArray()) { Suffix = "/"u8.ToArray() }) };
        new TypedLine(options).Begin("ls d|/x").Type(@"\t").Shown.ShouldBe("ls dir/|x");
        new TypedLine(options).Begin("ls d| x").Type(@"\t").Shown.ShouldBe("ls dir/| x");
    }

    [Fact]
    public void A_span_outside_of_the_text_is_refused()
    {
        var options = new LineEditorOptions { Completer = new WrongCompleter() };
        TypedLine line = new TypedLine(options).Type(@"abc\t");
        line.Shown.ShouldBe("abc|");
        line.Editor.Bell.ShouldBeTrue();
    }

    [Fact]
    public void The_list_stands_below_in_columns_and_is_removed()
    {
        var options = new LineEditorOptions { Completer = TestCompleter.Of("one", "other", "once", "only", "owl") };
        RenderedEditor editor = new RenderedEditor(new Screen(20, 6), options: options).Type(@"ls o\t\t");
        editor.Screen.Lines.ShouldBe(["$ ls o", "one    only", "other  owl", "once"]);
        (editor.Screen.Row, editor.Screen.Column).ShouldBe((0, 6));
        editor.Type(@"\t").Screen.Lines.ShouldBe(["$ ls one", "one    only", "other  owl", "once"]);
        editor.Type("x").Screen.Lines.ShouldBe(["$ ls onex"]);
    }

    [Fact]
    public void Descriptions_stand_beside()
    {
        var options = new LineEditorOptions
        {
            Completer = new TestCompleter(
                new CompletionCandidate("--all"u8.ToArray()) { Description = "every one", Kind = CompletionKind.Option },
                new CompletionCandidate("--a-very-long-one"u8.ToArray()) { Description = "said at length,\nmore than fits" },
                new CompletionCandidate("--dir"u8.ToArray()) { Display = "dir/"u8.ToArray(), Kind = CompletionKind.Directory }),
        };
        new RenderedEditor(new Screen(40, 6), options: options).Type(@"x --\e?").Screen.Lines
            .ShouldBe(["$ x --", "--all              (every one)", "--a-very-long-one  (said at length, mor", "dir/"]);
    }

    [Fact]
    public void Many_are_listed_after_a_question()
    {
        var options = new LineEditorOptions { Completer = TestCompleter.Of([.. Enumerable.Range(0, 120).Select(i => $"file{i:d3}")]) };
        RenderedEditor editor = new RenderedEditor(new Screen(40, 8), options: options).Type(@"ls \t");
        editor.Screen.Lines.ShouldBe(["$ ls file"]);
        editor.Type(@"\t").Screen.Lines.ShouldBe(["$ ls file", "Display all 120 possibilities? (y or n)"]);
        editor.Type("n").Screen.Lines.ShouldBe(["$ ls file"]);
        editor.Type(@"\t\ty").Screen.Lines.Length.ShouldBe(8);
        editor.Screen.Lines[^1].ShouldBe("rows 1 to 6 of 30");
        editor.Type(@"\e[Z").Screen.Lines[^1].ShouldBe("rows 25 to 30 of 30");
        editor.Screen.Lines[0].ShouldBe("$ ls file119");
        editor.Type(@"\C-c").Line.Editor.Outcome.ShouldBe(LineOutcome.Interrupted);
    }

    [Fact]
    public void Kinds_have_colours_unless_colours_are_not_wanted()
    {
        foreach (bool colors in new[] { true, false })
        {
            var options = new LineEditorOptions
            {
                Colors = colors,
                Completer = new TestCompleter([.. Enum.GetValues<CompletionKind>().Select(kind => new CompletionCandidate(Encoding.ASCII.GetBytes(kind.ToString())) { Kind = kind })]),
            };
            RenderedEditor editor = new RenderedEditor(new Screen(80, 12), options: options).Type(@"\e?");
            Cell[] row = editor.Frame().Rows[1];
            row.Any(cell => cell.Style.Foreground != TextColor.Default).ShouldBe(colors);
        }
    }

    private sealed class WrongCompleter : ICompleter
    {
        public CompletionList Complete(ReadOnlySpan<byte> text, int cursor) => new(2, 5, [new CompletionCandidate("x"u8.ToArray())]);
    }
}
