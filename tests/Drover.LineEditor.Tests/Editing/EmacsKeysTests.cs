using Drover.LineEditor.Editing;
using Drover.LineEditor.Tests.TestSupport;

namespace Drover.LineEditor.Tests.Editing;

public sealed class EmacsKeysTests
{
    [Theory]
    // Moving
    [InlineData("one two|", @"\C-a", "|one two")]
    [InlineData("|one two", @"\C-e", "one two|")]
    [InlineData("one| two", @"\C-b", "on|e two")]
    [InlineData("|", @"\C-b", "|")]
    [InlineData("one| two", @"\C-f\C-f", "one t|wo")]
    [InlineData("one two|", @"\C-f", "one two|")]
    [InlineData("one two three|", @"\eb", "one two |three")]
    [InlineData("one two th|ree", @"\eb\eb", "one |two three")]
    [InlineData("|one, two", @"\ef", "one|, two")]
    [InlineData("one|, two", @"\ef", "one, two|")]
    [InlineData("one two|", @"\e[D", "one tw|o")]
    [InlineData("on|e two", @"\e[C", "one| two")]
    [InlineData("on|e two", @"\eOH", "|one two")]
    [InlineData("on|e two", @"\eOF", "one two|")]
    [InlineData("on|e two", @"\e[1~", "|one two")]
    [InlineData("on|e two", @"\e[4~", "one two|")]
    [InlineData("on|e two", @"\e[1;5C", "one| two")]
    [InlineData("one tw|o", @"\e[1;5D", "one |two")]
    [InlineData("one tw|o", @"\e\e[D", "one |two")]
    [InlineData("a b|c d", @"\C-]d", "a bc |d")]
    [InlineData("a bc d|", @"\e\C-]b", "a |bc d")]
    [InlineData("|abcabc", @"\e2\C-]a", "|abcabc")]
    [InlineData("|abcabcabc", @"\e2\C-]a", "abcabc|abc")]
    // Numeric arguments
    [InlineData("|abcdef", @"\e3\C-f", "abc|def")]
    [InlineData("|abcdefghijklmn", @"\e12\C-f", "abcdefghijkl|mn")]
    [InlineData("abcdef|", @"\e-\e2\C-f", "abcd|ef")]
    [InlineData("abc|def", @"\e-\C-f", "ab|cdef")]
    [InlineData("|", @"\e5x", "xxxxx|")]
    [InlineData("|", @"\e1\e0-", "----------|")]
    // Deleting and killing
    [InlineData("a|bc", @"\C-d", "a|c")]
    [InlineData("a|bc", @"\e[3~", "a|c")]
    [InlineData("ab|c", @"\C-h", "a|c")]
    [InlineData("ab|c", @"\C-?", "a|c")]
    [InlineData("|abc", @"\C-?", "|abc")]
    [InlineData("one| two three", @"\ed", "one| three")]
    [InlineData("one two| three", @"\e\C-?", "one | three")]
    [InlineData("one two| three", @"\e\C-h", "one | three")]
    [InlineData("one a/b/c|", @"\C-w", "one |")]
    [InlineData("one a/b/c|", @"\e\C-?", "one a/b/|")]
    [InlineData("one| two", @"\C-k", "one|")]
    [InlineData("one| two", @"\C-u", "| two")]
    [InlineData("one| two", @"\C-x\C-?", "| two")]
    [InlineData("one   |  two", @"\e\\", "one|two")]
    [InlineData("one t|wo three", @"\e[3;5~", "one t| three")]
    // The kill ring
    [InlineData("one two|", @"\C-w\C-a\C-y", "two|one ")]
    [InlineData("one two three|", @"\C-w\C-w\C-y", "one two three|")]
    [InlineData("|one two three", @"\ed\ed\C-e\C-y", " threeone two|")]
    [InlineData("one two|", @"\C-w\C-a\C-k\C-y\ey", "two|")]
    [InlineData("one two|", @"\C-w\C-a\C-k\C-y\ey\ey", "one |")]
    [InlineData("one two|", @"\ey", "one two|")]
    [InlineData("ab|cd", @"\C-k\C-y\C-y", "abcdcd|")]
    [InlineData("one |two", @"\C-@\C-e\C-x\C-k\C-a\C-y", "two|one ")]
    [InlineData("one |two", @"\C-@\C-e\C-x\C-x", "one |two")]
    [InlineData("one |two", @"\ew\C-e\C-y", "one twoone |")]
    // Changing
    [InlineData("ab|", @"\C-t", "ba|")]
    [InlineData("a|bc", @"\C-t", "ba|c")]
    [InlineData("|ab", @"\C-t", "|ab")]
    [InlineData("a|", @"\C-t", "a|")]
    [InlineData("one| two", @"\et", "two one|")]
    [InlineData("one two|", @"\et", "two one|")]
    [InlineData("one two| three", @"\et", "one three two|")]
    [InlineData("one|", @"\et", "one|")]
    [InlineData("|one two", @"\eu", "ONE| two")]
    [InlineData("|ONE two", @"\el", "one| two")]
    [InlineData("|one two", @"\ec\ec", "One Two|")]
    [InlineData("one two|", @"\e-\eu", "one TWO|")]
    [InlineData("o|NE", @"\ec", "oNe|")]
    [InlineData("ab|", @"cd\C-_", "ab|")]
    [InlineData("ab|", @"cd\C-w\C-_", "abcd|")]
    [InlineData("ab|", @"cd\C-w\C-_\C-_", "ab|")]
    [InlineData("ab|", @"cd\C-_\e/", "abcd|")]
    [InlineData("ab|", @"cd\C-wxy\er", "ab|")]
    [InlineData("ab|", @"\C-x\C-u", "ab|")]
    [InlineData("a|c", @"b", "ab|c")]
    [InlineData("a|bc", @"\e[2~xy\e[2~z", "axyz|")]
    [InlineData("|", @"\C-v\C-a", "\u0001|")]
    [InlineData("|", @"\C-q\e[A", "\u001b[A|")]
    [InlineData("|", @"\C-v\t", "\t|")]
    [InlineData("ab|", @"\e\C-m", "ab\n|")]
    // Rows
    [InlineData("one\ntwo|", @"\C-a", "one\n|two")]
    [InlineData("o|ne\ntwo", @"\C-e", "one|\ntwo")]
    [InlineData("one\ntw|o", @"\e[A", "on|e\ntwo")]
    [InlineData("one\ntwo three|\nx\nmore words", @"\e[B", "one\ntwo three\nx|\nmore words")]
    [InlineData("one\ntwo three|\nx\nmore words", @"\e[B\e[B", "one\ntwo three\nx\nmore word|s")]
    [InlineData("one|\ntwo", @"\C-k", "one|two")]
    [InlineData("one\n|two", @"\C-u", "one|two")]
    // Characters of several bytes
    [InlineData("aé|", @"\C-b", "a|é")]
    [InlineData("ae\u0301|", @"\C-?", "a|")]
    [InlineData("a👩‍👩‍👧|b", @"\C-b", "a|👩‍👩‍👧b")]
    [InlineData("🇩🇪🇫🇷|", @"\C-?", "🇩🇪|")]
    [InlineData("|", "größe", "größe|")]
    [InlineData("grö|ße", @"\C-t", "grßö|e")]
    [InlineData("|größe", @"\eu", "GRÖßE|")]
    [InlineData("日本|語", @"\C-t", "日語本|")]
    // Keys that do nothing
    [InlineData("a|b", @"\C-z", "a|b")]
    [InlineData("a|b", @"\e[200;1;1X", "a|b")]
    [InlineData("a|b", @"\C-xq", "a|b")]
    [InlineData("a|b", @"\e[24~", "a|b")]
    [InlineData("a|b", @"\C-g", "a|b")]
    public void Key_does_what_readline_does(string before, string keys, string after) => new TypedLine().Begin(before).Type(keys).Shown.ShouldBe(after);

    [Theory]
    [InlineData("echo a|b", @"\C-m", LineOutcome.Accepted, "echo ab")]
    [InlineData("echo a|b", @"\C-j", LineOutcome.Accepted, "echo ab")]
    [InlineData("echo|", @"\C-c", LineOutcome.Interrupted, "echo")]
    [InlineData("|", @"\C-d", LineOutcome.EndOfInput, "")]
    [InlineData("a\n|", @"\C-d", LineOutcome.AcceptedAsLast, "a\n")]
    [InlineData("a\nb|", @"\e#", LineOutcome.Accepted, "#a\n#b")]
    public void Key_ends_the_line(string before, string keys, LineOutcome outcome, string text)
    {
        TypedLine line = new TypedLine().Begin(before).Type(keys);
        line.Editor.Outcome.ShouldBe(outcome);
        line.Text.ShouldBe(text);
    }

    [Fact]
    public void End_of_input_needs_an_empty_line()
    {
        TypedLine line = new TypedLine().Begin("a|").Type(@"\C-d");
        line.Editor.Outcome.ShouldBeNull();
        line.Editor.Bell.ShouldBeTrue();
    }

    [Fact]
    public void Meta_may_be_an_ESC_pressed_before()
    {
        TypedLine line = new TypedLine().Begin("one two|").Type(@"\e");
        line.Type("b").Shown.ShouldBe("one |two");
        line.Type(@"\e").Type("u").Shown.ShouldBe("one TWO|");
        line.Type(@"\e").Type("3").Type("x").Shown.ShouldBe("one TWOxxx|");
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(3);
        byte[] likely = "\e[O;~ABCD\r\n\t ab'\"\u0012\u0017\u0019\u000b\u0001\u0005\u0018\u0016yn0123456789\u0008\u007f\u00e9日👩"u8.ToArray();
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int round = 0; System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(3); round++)
        {
            var options = new LineEditorOptions
            {
                Mode = round % 2 == 0 ? EditingMode.Emacs : EditingMode.Vi,
                History = new TestHistory("one two", "three\nfour", "five"),
                Completer = TestCompleter.Of("alpha", "beta", "better"),
                Suggester = new TestSuggester("abc def"),
                IsComplete = text => text.Length % 3 != 0,
                EditExternally = text => text,
            };
            options.Bindings.Bind(@"\C-x\C-o", EditCommand.MenuComplete);
            var line = new TypedLine(options);
            for (int i = 0; i < 50 && line.Editor.IsOpen; i++)
            {
                byte[] bytes = new byte[random.Next(1, 10)];
                for (int j = 0; j < bytes.Length; j++) bytes[j] = random.Next(4) == 0 ? (byte)random.Next(256) : likely[random.Next(likely.Length)];
                line.Feed(bytes);
                if (random.Next(3) == 0) line.Editor.Flush();
                line.Editor.Cursor.ShouldBeInRange(0, line.Editor.Text.Length);
                _ = new Drover.LineEditor.Rendering.FrameBuilder().Build(line.View, random.Next(1, 60), random.Next(1, 20));
            }
        }
    }

    [Fact]
    public void Enter_goes_on_below_while_the_text_is_not_complete()
    {
        TypedLine line = new TypedLine(new LineEditorOptions { IsComplete = text => text.EndsWith("done"u8) }).Begin("for x|");
        line.Type(@"\C-m").Shown.ShouldBe("for x\n|");
        line.Type("do").Type(@"\C-a\C-m").Shown.ShouldBe("for x\ndo\n|");
        line.Type(@"done\C-m").Editor.Outcome.ShouldBe(LineOutcome.Accepted);
        line.Text.ShouldBe("for x\ndo\ndone");
    }

    [Fact]
    public void Keys_behind_the_one_that_ends_the_line_are_kept_for_the_next()
    {
        var decoder = new LineEditor.Keys.KeyDecoder();
        var memory = new EditorMemory();
        var first = new Editor(new LineEditorOptions(), memory, decoder);
        first.Feed("one\rtwo\r"u8);
        first.Text.ShouldBe("one"u8.ToArray());
        var second = new Editor(new LineEditorOptions(), memory, decoder);
        second.PressAll();
        second.Outcome.ShouldBe(LineOutcome.Accepted);
        second.Text.ShouldBe("two"u8.ToArray());
    }

    [Fact]
    public void Bytes_that_are_no_text_are_kept()
    {
        TypedLine line = new TypedLine().Feed([0xFF, (byte)'a', 0xC3, 0x28, 0xE2, 0x82]);
        line.Type("b");
        line.Editor.Text.ShouldBe([0xFF, (byte)'a', 0xC3, 0x28, 0xE2, 0x82, (byte)'b']);
        line.Type(@"\C-?\C-?").Editor.Text.ShouldBe([0xFF, (byte)'a', 0xC3, 0x28, 0xE2]);
    }

    [Fact]
    public void Pasted_text_is_inserted_and_not_run()
    {
        TypedLine line = new TypedLine().Feed("\e[200~echo one\r\necho two\recho three\n\e[201~"u8);
        line.Editor.Outcome.ShouldBeNull();
        line.Text.ShouldBe("echo one\necho two\necho three\n");
        line.Type(@"\C-_").Text.ShouldBe("");
    }

    [Fact]
    public void Commands_are_bound_by_the_host()
    {
        var options = new LineEditorOptions();
        options.Bindings.Bind(@"\C-b", EditCommand.UpcaseWord);
        options.Bindings.Bind(@"\C-x\C-y", EditCommand.KillWholeLine);
        options.Bindings.Bind(@"\e[15~", EditCommand.CopyForwardWord);
        new TypedLine(options).Begin("|ab cd").Type(@"\C-b").Shown.ShouldBe("AB| cd");
        new TypedLine(options).Begin("ab |cd").Type(@"\C-x\C-y").Shown.ShouldBe("|");
        new TypedLine(options).Begin("|ab cd").Type(@"\e[15~\C-e\C-y").Shown.ShouldBe("ab cdab|");
    }

    [Fact]
    public void The_screen_is_cleared_and_the_editor_started_by_whoever_holds_the_terminal()
    {
        TypedLine line = new TypedLine(new LineEditorOptions { EditExternally = text => text }).Begin("a|").Type(@"\C-lb");
        line.Editor.Request.ShouldBe(EditorRequest.ClearScreen);
        line.Text.ShouldBe("a");
        line.Editor.Request = EditorRequest.None;
        line.Editor.PressAll();
        line.Text.ShouldBe("ab");
        line.Type(@"\C-x\C-e").Editor.Request.ShouldBe(EditorRequest.EditExternally);
        line.Editor.AcceptText("edited"u8);
        (line.Editor.Outcome, line.Text).ShouldBe((LineOutcome.Accepted, "edited"));
    }
}
