using System.Text;
using Drover.LineEditor.Editing;
using Drover.LineEditor.Tests.TestSupport;

namespace Drover.LineEditor.Tests.Editing;

public sealed class ViModeTests
{
    [Theory]
    // Moving; ESC itself goes one back.
    [InlineData("abc|", "", "ab|c")]
    [InlineData("|", "", "|")]
    [InlineData("abc|", "h", "a|bc")]
    [InlineData("abc|", "5h", "|abc")]
    [InlineData("|abc", "l", "a|bc")]
    [InlineData("|abc", "2 ", "ab|c")]
    [InlineData("|abc", "9l", "ab|c")]
    [InlineData("|one two.three", "w", "one |two.three")]
    [InlineData("|one two.three", "ww", "one two|.three")]
    [InlineData("|one two.three", "3w", "one two.|three")]
    [InlineData("|one two.three four", "WW", "one two.three |four")]
    [InlineData("one two.three|", "b", "one two.|three")]
    [InlineData("one two.three|", "3b", "one |two.three")]
    [InlineData("one two.three|", "B", "one |two.three")]
    [InlineData("|one two.three", "e", "on|e two.three")]
    [InlineData("|one two.three", "ee", "one tw|o.three")]
    [InlineData("|one two.three four", "2E", "one two.thre|e four")]
    [InlineData("  one two|", "0", "|  one two")]
    [InlineData("  one two|", "^", "  |one two")]
    [InlineData("|one two", "$", "one tw|o")]
    [InlineData("|abcdef", "4|", "abc|def")]
    [InlineData("|a(b[c]d)e", "%", "a(b[c]d|)e")]
    [InlineData("|a(b[c]d)e", "%%", "a|(b[c]d)e")]
    [InlineData("|abcabc", "fc", "ab|cabc")]
    [InlineData("|abcabc", "2fc", "abcab|c")]
    [InlineData("|abcabc", "fc;", "abcab|c")]
    [InlineData("|abcabc", "fc;,", "ab|cabc")]
    [InlineData("|abcabc", "tc", "a|bcabc")]
    [InlineData("abcabc|", "Fa", "abc|abc")]
    [InlineData("abcabc|", "Ta", "abca|bc")]
    [InlineData("abcabc|", "2Fa", "|abcabc")]
    [InlineData("|abc", "fx", "|abc")]
    [InlineData("|größe x", "fx", "größe |x")]
    // Deleting, changing, copying
    [InlineData("|one two", "x", "|ne two")]
    [InlineData("|one two", "3x", "| two")]
    [InlineData("one two|", "x", "one t|w")]
    [InlineData("one two|", "2X", "one |o")]
    [InlineData("|one two three", "dw", "|two three")]
    [InlineData("|one two three", "d2w", "|three")]
    [InlineData("|one two three", "2dw", "|three")]
    [InlineData("one two three|", "db", "one two |e")]
    [InlineData("|one two", "de", "| two")]
    [InlineData("|one two", "d$", "|")]
    [InlineData("one two|", "d0", "|o")]
    [InlineData("on|e two", "D", "|o")]
    [InlineData("|a,b,c", "df,", "|b,c")]
    [InlineData("|a,b,c", "dt,", "|,b,c")]
    [InlineData("|a,b,c", "dt,;x", ",|,c")]
    [InlineData("|(a b) c", "d%", "| c")]
    [InlineData("|abc", "dfx", "|abc")]
    [InlineData("one| two", "dd", "|")]
    [InlineData("a\nb|\nc", "dd", "a\n|c")]
    [InlineData("a\nb\nc|", "dd", "a\n|b")]
    [InlineData("|one two", "cwxyz", "xyz| two")]
    [InlineData("|a two", "cwxyz", "xyz| two")]
    [InlineData("|a b c", "c2wx", "x| c")]
    [InlineData("|one two", "c2wx", "x|")]
    [InlineData("|one two three", "cex", "x| two three")]
    [InlineData("one| two", "ccx", "x|")]
    [InlineData("a\nb|\nc", "Sx", "a\nx|\nc")]
    [InlineData("one |two", "Cx", "onex|")]
    [InlineData("|one", "sx", "x|ne")]
    [InlineData("|one", "2sx", "x|e")]
    [InlineData("|one two", "yw$p", "one twoone| ")]
    [InlineData("|one two", "ywP", "one| one two")]
    [InlineData("|one two", "yy$p", "one twoone tw|o")]
    [InlineData("on|e two", "Y$p", "one twone tw|o")]
    [InlineData("|ab", "xp", "b|a")]
    [InlineData("|ab", "x3p", "baa|a")]
    [InlineData("|abc", "rx", "|xbc")]
    [InlineData("|abc", "2rx", "x|xc")]
    [InlineData("|abc", "4rx", "|abc")]
    [InlineData("|abc", "ré", "|ébc")]
    [InlineData("|abcd", "Rxy", "xy|cd")]
    [InlineData("|aBc", "~", "A|Bc")]
    [InlineData("|aBc", "3~", "Ab|C")]
    // Inserting
    [InlineData("a|b", "ix", "x|ab")]
    [InlineData("a|b", "ax", "ax|b")]
    [InlineData("  a|b", "Ix", "  x|ab")]
    [InlineData("|ab", "Ax", "abx|")]
    [InlineData("|ab", "ox", "ab\nx|")]
    [InlineData("|ab", "Ox", "x|\nab")]
    // Again
    [InlineData("|one two three", "dw.", "|three")]
    [InlineData("|abcdef", "x2.", "|def")]
    [InlineData("|abcdef", "u", "|abcdef")]
    [InlineData("|abcdef", "xxu", "|bcdef")]
    [InlineData("|abcdef", "xxU", "|abcdef")]
    [InlineData("|a b", "rx2l.", "x |x")]
    // Cursor keys and the like
    [InlineData("abc|", @"\e[D\e[D", "|abc")]
    [InlineData("abc|", @"\e[H", "|abc")]
    [InlineData("|abc", @"\e[F", "ab|c")]
    [InlineData("|abc", @"\e[3~", "|bc")]
    [InlineData("|abc", @"d\e[C", "|bc")]
    [InlineData("one two|", @"\C-w", "one |o")]
    [InlineData("|abc", "Z", "|abc")]
    [InlineData("|abc", "dZ", "|abc")]
    [InlineData("a\nb|", "k", "|a\nb")]
    [InlineData("|a\nb", "j", "a\n|b")]
    public void Key_does_what_vi_does(string before, string keys, string after)
    {
        TypedLine line = Vi().Begin(before);
        // ESC goes back by one, except from the start.
        if (!before.StartsWith('|')) line.Type(@"\e");
        else line.Type(@"\e").Begin(before);
        line.Type(keys).Shown.ShouldBe(after);
    }

    [Theory]
    [InlineData("|one two three", "cwx", "w.", "x |x three")]
    [InlineData("|ab", "ix", "l.", "x|xab")]
    [InlineData("|ab", "3ix", "", "xx|xab")]
    [InlineData("|one two", "A!", "0.", "one two!|!")]
    [InlineData("|abcd", "Rx", "l.", "x|xcd")]
    public void Dot_types_again_what_was_typed(string before, string keys, string then, string after)
    {
        TypedLine line = Vi().Begin(before).Type(@"\e").Begin(before).Type(keys).Type(@"\e");
        line.Type(then).Shown.ShouldBe(after);
    }

    [Fact]
    public void Escape_and_a_key_that_come_together_are_two()
    {
        TypedLine line = Vi();
        line.Feed("abc\u001bx"u8);
        line.Shown.ShouldBe("a|b");
    }

    [Fact]
    public void History_is_walked_and_searched()
    {
        TypedLine line = Vi("first entry", "second", "third entry").Type(@"typed\e");
        line.Type("k").Shown.ShouldBe("|third entry");
        line.Type("2k").Shown.ShouldBe("|first entry");
        line.Type("j").Shown.ShouldBe("|second");
        line.Type("G").Shown.ShouldBe("|first entry");
        line.Type("2G").Shown.ShouldBe("|second");
        line.Type("2j").Text.ShouldBe("typed");
        line.Type("/entry").View.Status.ShouldBe("/entry"u8.ToArray());
        line.Type(@"\C-m").Shown.ShouldBe("|third entry");
        line.Type("n").Shown.ShouldBe("|first entry");
        line.Type("N").Shown.ShouldBe("|third entry");
        line.Type(@"/^sec\C-m").Shown.ShouldBe("|second");
        line.Type(@"?third\C-m").Shown.ShouldBe("|third entry");
        line.Editor.Bell = false;
        line.Type(@"/nothing\C-m").Shown.ShouldBe("|third entry");
        line.Editor.Bell.ShouldBeTrue();
        line.Type("/x").Type(@"\e").Type(@"/ab\C-?\C-?\C-?").View.Status.ShouldBeNull();
        line.Type(@"\C-m").Editor.Outcome.ShouldBe(LineOutcome.Accepted);
    }

    [Fact]
    public void Words_of_the_entry_before_are_appended()
    {
        Vi("cp 'a b' target").Type(@"ls\e").Type("_").Shown.ShouldBe("ls target|");
        Vi("cp 'a b' target").Type(@"ls\e").Type("2_").Shown.ShouldBe("ls 'a b'|");
        Vi().Type(@"ls\e").Type("_").Shown.ShouldBe("l|s");
    }

    [Fact]
    public void Mode_is_changed_by_keys()
    {
        TypedLine line = new TypedLine().Begin("abc|").Type(@"\e\C-j").Type(@"\e").Type("x");
        line.Shown.ShouldBe("a|b");
        line.Options.Mode.ShouldBe(EditingMode.Vi);
        line.Editor.Execute(EditCommand.EmacsEditingMode);
        line.Type("x").Shown.ShouldBe("ax|b");
    }

    [Fact]
    public void The_text_is_handed_to_the_host_editor_and_made_a_comment()
    {
        TypedLine line = new TypedLine(new LineEditorOptions { Mode = EditingMode.Vi, EditExternally = text => text }).Type(@"abc\e").Type("v");
        line.Editor.Request.ShouldBe(EditorRequest.EditExternally);
        TypedLine comment = Vi().Type(@"abc\e").Type("#");
        (comment.Editor.Outcome, comment.Text).ShouldBe((LineOutcome.Accepted, "#abc"));
    }

    [Fact]
    public void Changes_are_kept_from_line_to_line()
    {
        var memory = new EditorMemory();
        var options = new LineEditorOptions { Mode = EditingMode.Vi };
        new TypedLine(options, memory).Begin("one two|").Type(@"\e").Type("0dw");
        new TypedLine(options, memory).Begin("three four|").Type(@"\e").Type("0.P").Text.ShouldBe("three four");
    }

    [Fact]
    public void A_row_that_goes_on_is_typed()
    {
        var options = new LineEditorOptions { Mode = EditingMode.Vi, IsComplete = text => text.EndsWith("done"u8) };
        TypedLine line = new TypedLine(options).Type(@"do\e").Type(@"\C-mdone");
        line.Shown.ShouldBe("do\ndone|");
        line.Type(@"\e").Type(@"\C-m").Editor.Outcome.ShouldBe(LineOutcome.Accepted);
    }

    [Fact]
    public void Random_keys_never_throw()
    {
        var random = new Random(7);
        const string keys = "hlwbeWBE0^$|%;,fFtTrdcyxXDCYsSpPuU.~iaIAoOR/?nNkjGv#_=\\* 0123456789aé日";
        for (int round = 0; round < 300; round++)
        {
            TypedLine line = Vi("one two", "three (four)\nfive");
            var typed = new StringBuilder();
            for (int i = 0; i < 60 && line.Editor.IsOpen; i++)
            {
                string key = random.Next(8) == 0 ? "\e" : keys[random.Next(keys.Length)].ToString();
                if (key is "#") continue;
                typed.Append(key);
                line.Feed(Encoding.UTF8.GetBytes(key));
                while (line.Editor.IsOpen && line.Editor.Patience is not null) line.Editor.Flush();
                line.Editor.Cursor.ShouldBeInRange(0, line.Editor.Text.Length, typed.ToString());
                _ = line.View;
            }
        }
    }

    private static TypedLine Vi(params string[] history) => new(new LineEditorOptions { Mode = EditingMode.Vi, History = new TestHistory(history) });
}
