using Drover.LineEditor.Editing;
using Drover.LineEditor.Tests.TestSupport;

namespace Drover.LineEditor.Tests.Histories;

public sealed class HistoryKeysTests
{
    private static readonly string[] s_entries = ["ls -l", "echo one", "make all", "echo two 'and three'", "echo two 'and three'"];

    [Theory]
    [InlineData("", @"\C-p", "echo two 'and three'|")]
    [InlineData("", @"\C-p\C-p\C-p", "make all|")]
    [InlineData("typed", @"\C-p\C-n", "typed|")]
    [InlineData("", @"\C-n", "|")]
    [InlineData("", @"\e<", "ls -l|")]
    [InlineData("typed", @"\e<\e>", "typed|")]
    [InlineData("", @"\e2\C-p", "echo two 'and three'|")]
    [InlineData("", @"\e99\C-p", "ls -l|")]
    // Arrows look for what was typed; the same line once more is passed over.
    [InlineData("", @"\e[A\e[A", "make all|")]
    [InlineData("echo", @"\e[A\e[A", "echo one|")]
    [InlineData("echo", @"\e[A\e[A\e[B", "echo two 'and three'|")]
    [InlineData("echo", @"\e[A\e[A\e[B\e[B", "echo|")]
    [InlineData("nothing", @"\e[A", "nothing|")]
    [InlineData("ma", @"\e[5~", "ma|ke all")]
    [InlineData("ma", @"\ep\en", "ma|")]
    // What is changed on the way is kept
    [InlineData("", @"\C-px\C-p\C-n", "echo two 'and three'x|")]
    [InlineData("", @"\C-px\er", "echo two 'and three'|")]
    [InlineData("", @"\C-px\C-_", "echo two 'and three'|")]
    // Arguments
    [InlineData("cat ", @"\e.", "cat 'and three'|")]
    [InlineData("cat ", @"\e.\e.\e.", "cat all|")]
    [InlineData("cat ", @"\e1\e.", "cat two|")]
    [InlineData("cat ", @"\e\C-y", "cat two|")]
    [InlineData("cat ", @"\e0\e\C-y", "cat echo|")]
    [InlineData("cat ", @"\e9\e\C-y", "cat |")]
    public void Key_brings_what_was_typed_before(string typed, string keys, string shown) => Line().Type(typed).Type(keys).Shown.ShouldBe(shown);

    [Fact]
    public void Without_a_history_there_is_nothing_to_bring()
    {
        TypedLine line = new TypedLine().Type(@"ab\C-p\C-n\e[A\e[B\e<\e>\e.\e\C-y");
        line.Shown.ShouldBe("ab|");
        line.Type(@"\C-rx\C-r\C-g").Shown.ShouldBe("ab|");
    }

    [Fact]
    public void Arrows_forget_what_they_looked_for_when_something_else_is_typed()
    {
        TypedLine line = Line().Type(@"make\e[A\e[B").Type(@"\C-uls\e\C-mx");
        line.Shown.ShouldBe("ls\nx|");
        // The first goes up a row, the second looks for the text of now.
        line.Type(@"\e[A\e[A").Text.ShouldBe("ls\nx");
    }

    [Fact]
    public void Search_goes_on_with_each_key()
    {
        TypedLine line = Line().Type(@"typed\C-r");
        line.Editor.CreateView(new("$ "u8), new(""u8), new(""u8)).Status.ShouldBe("(reverse-i-search)`': "u8.ToArray());
        line.Type("e");
        Found(line).ShouldBe("(reverse-i-search)`e': typ|ed");
        line.Type("cho");
        Found(line).ShouldBe("(reverse-i-search)`echo': |echo two 'and three'");
        line.Type(@"\C-r");
        Found(line).ShouldBe("(reverse-i-search)`echo': |echo one");
        line.Type(@"\C-r");
        Found(line).ShouldBe("(failed reverse-i-search)`echo': |echo one");
        line.Type(@"\C-s");
        Found(line).ShouldBe("(i-search)`echo': |echo two 'and three'");
        line.Type(@"\C-?");
        Found(line).ShouldBe("(failed i-search)`echo': |echo one");
        line.Type(@"\e").Shown.ShouldBe("|echo one");
        line.Type(@"\C-m").Editor.Outcome.ShouldBe(LineOutcome.Accepted);
    }

    [Theory]
    [InlineData(@"\C-rmake\C-g", "typed|", null)]
    [InlineData(@"\C-rmake\C-m", "|make all", LineOutcome.Accepted)]
    [InlineData(@"\C-rmake\C-a", "|make all", null)]
    [InlineData(@"\C-rmake\C-e", "make all|", null)]
    [InlineData(@"\C-rmake\C-j", "|make all", null)]
    [InlineData(@"\C-rall\C-f", "make a|ll", null)]
    [InlineData(@"\C-rmake\C-c", "typed|", LineOutcome.Interrupted)]
    [InlineData(@"\C-rmake\C-g\C-r\C-r\e", "|make all", null)]
    [InlineData(@"\C-rmx\C-?ake\e", "|make all", null)]
    [InlineData(@"\C-r\e[200~make\n\e[201~\C-e", "make all|", null)]
    public void Search_ends_with_a_key_that_does_its_work(string keys, string shown, LineOutcome? outcome)
    {
        TypedLine line = Line().Type("typed").Type(keys);
        line.Shown.ShouldBe(shown);
        line.Editor.Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void Operate_and_get_next_goes_on_with_the_entry_behind()
    {
        var history = new TestHistory(s_entries);
        var options = new LineEditorOptions { History = history };
        var memory = new EditorMemory();
        TypedLine first = new TypedLine(options, memory).Type(@"\e<\C-o");
        first.Text.ShouldBe("ls -l");
        first.Editor.Outcome.ShouldBe(LineOutcome.Accepted);
        history.Add("ls -l");
        TypedLine second = new TypedLine(options, memory);
        second.Shown.ShouldBe("echo one|");
        second.Type(@"\C-o");
        history.Add("echo one");
        new TypedLine(options, memory).Shown.ShouldBe("make all|");
    }

    [Fact]
    public void A_suggestion_is_shown_behind_and_taken_whole_or_by_words()
    {
        var options = new LineEditorOptions { History = new TestHistory(s_entries), Suggester = new TestSuggester("echo two three") };
        TypedLine line = new TypedLine(options).Type("ec");
        line.View.Suggestion.ShouldBe("ho two three"u8.ToArray());
        line.Type(@"\ef").Shown.ShouldBe("echo|");
        _ = line.View;
        line.Type(@"\ef").Shown.ShouldBe("echo two|");
        _ = line.View;
        line.Type(@"\C-f").Shown.ShouldBe("echo two three|");
        line = new TypedLine(options).Type("ec");
        line.View.Suggestion.ShouldNotBeEmpty();
        line.Type(@"\C-e").Shown.ShouldBe("echo two three|");
        line = new TypedLine(options).Type("ec");
        line.View.Suggestion.ShouldNotBeEmpty();
        line.Type(@"\C-b").View.Suggestion.ShouldBeEmpty();
        // What was not seen is not taken.
        new TypedLine(options).Type(@"ec\C-f").Shown.ShouldBe("ec|");
    }

    private static TypedLine Line() => new(new LineEditorOptions { History = new TestHistory(s_entries) });

    private static string Found(TypedLine line)
    {
        LineEditor.Rendering.View view = line.View;
        string text = System.Text.Encoding.UTF8.GetString(view.Text.Span);
        return System.Text.Encoding.UTF8.GetString(view.Status.ShouldNotBeNull()) + text[..view.Cursor] + "|" + text[view.Cursor..];
    }
}
