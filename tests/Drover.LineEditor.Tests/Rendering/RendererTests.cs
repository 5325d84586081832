using System.Text;
using Drover.LineEditor.Rendering;
using Drover.LineEditor.Tests.TestSupport;

namespace Drover.LineEditor.Tests.Rendering;

public sealed class RendererTests
{
    private static readonly string[] s_pieces =
    [
        "a", "b", "word ", " ", "日", "本語", "é", "e\u0301", "👩‍👩‍👧", "🇩🇪", "\\C-b", "\\C-f", "\\C-a", "\\C-e", "\\eb", "\\ef", "\\C-?", "\\C-?", "\\C-w", "\\C-k", "\\C-y", "\\C-_",
        "\\C-v\\t", "\\C-v\\C-a", "\\e\\C-m", "\\C-t", "\\e20x", "\\e30y", "\\e9日", "\\xff", "\\e[A", "\\e[B", "\\C-u", "\\et", "some longer text to wrap around ",
    ];

    [Fact]
    public void Text_stands_behind_the_prompt_with_the_cursor_where_it_is()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(20, 5)).Type("echo hello");
        editor.Screen.Lines.ShouldBe(["$ echo hello"]);
        (editor.Screen.Row, editor.Screen.Column).ShouldBe((0, 12));
        editor.Type(@"\C-a");
        editor.Screen.Column.ShouldBe(2);
    }

    [Fact]
    public void A_typed_character_is_sent_alone()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(80, 5)).Type("echo hello");
        editor.Type("w").Sent.ShouldBe(1);
        editor.Type(@"\C-b").Sent.ShouldBe(1);
    }

    [Fact]
    public void Long_text_wraps_and_the_cursor_follows()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(10, 5)).Type("abcdefgh");
        editor.Screen.Lines.ShouldBe(["$ abcdefgh"]);
        (editor.Screen.Row, editor.Screen.Column).ShouldBe((1, 0));
        editor.Type("i").Screen.Lines.ShouldBe(["$ abcdefgh", "i"]);
        editor.Type(@"\C-?").Screen.Lines.ShouldBe(["$ abcdefgh"]);
        editor.Type(@"\C-?").Screen.Lines.ShouldBe(["$ abcdefg"]);
        (editor.Screen.Row, editor.Screen.Column).ShouldBe((0, 9));
    }

    [Fact]
    public void A_wide_character_does_not_stand_across_the_edge()
    {
        new RenderedEditor(new Screen(10, 5)).Type("abcdefg日x").Screen.Lines.ShouldBe(["$ abcdefg", "日x"]);
    }

    [Fact]
    public void Rows_after_a_newline_have_the_continuation_prompt()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(20, 5)).Type(@"for x\e\C-mdo");
        editor.Screen.Lines.ShouldBe(["$ for x", "> do"]);
        editor.Type(@"\C-a\C-?").Screen.Lines.ShouldBe(["$ for xdo"]);
        (editor.Screen.Row, editor.Screen.Column).ShouldBe((0, 7));
    }

    [Fact]
    public void What_is_no_text_is_spelled_out()
    {
        new RenderedEditor(new Screen(60, 5)).Type(@"\C-v\C-a\xff\C-v\C-?").Line.Feed("\u202e\u0085"u8);
        RenderedEditor editor = new(new Screen(60, 5));
        editor.Line.Feed("\u0016\u0001\u00ff"u8).Feed([0xFF, 0x16, 0x7F]).Feed("\u202e\u0085\u0301"u8);
        editor.Draw().Screen.Lines.ShouldBe([@"$ ^Aÿ\xff^?\u202e\u0085\u0301"]);
    }

    [Fact]
    public void A_tab_reaches_to_the_next_eighth_column()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(40, 5)).Type(@"a\C-v\tb");
        editor.Screen.Lines.ShouldBe(["$ a     b"]);
    }

    [Fact]
    public void A_prompt_of_several_lines_with_colours_stands_above()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(30, 5), "\e[1;32muser\e[0m in \u0001\e]0;title\a\u0002~/x\n\e[38;5;4m>\e[m ").Type("ls");
        editor.Screen.Lines.ShouldBe(["user in ~/x", "> ls"]);
        (editor.Screen.Row, editor.Screen.Column).ShouldBe((1, 4));
    }

    [Fact]
    public void A_right_prompt_gives_way_to_the_text()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(20, 5), right: "[ok]").Draw();
        editor.Screen.Lines.ShouldBe(["$              [ok]"]);
        editor.Type("0123456789").Screen.Lines.ShouldBe(["$ 0123456789   [ok]"]);
        editor.Type("abc").Screen.Lines.ShouldBe(["$ 0123456789abc"]);
        editor.Type(@"\C-?\C-?").Screen.Lines.ShouldBe(["$ 0123456789a  [ok]"]);
        // Blanks are text, and a gap stays before it.
        editor.Type(" ").Screen.Lines.ShouldBe(["$ 0123456789a  [ok]"]);
        (editor.Screen.Row, editor.Screen.Column).ShouldBe((0, 14));
        editor.Type(" ").Screen.Lines.ShouldBe(["$ 0123456789a"]);
        editor.Type(@"\C-?").Screen.Lines.ShouldBe(["$ 0123456789a  [ok]"]);
        editor.Type(@"\C-v\nx").Screen.Lines.ShouldBe(["$ 0123456789a  [ok]", "> x"]);
    }

    [Fact]
    public void A_right_prompt_is_gone_when_the_line_has_ended()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(20, 5), right: "[ok]").Type("ls").End();
        editor.Screen.Lines.ShouldBe(["$ ls"]);
    }

    [Fact]
    public void A_right_prompt_counts_columns_and_stands_in_the_last_row_of_the_prompt()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(20, 5), "top\n日 ", right: "\e[31m本日\e[m").Draw();
        editor.Screen.Lines.ShouldBe(["top", "日             本日"]);
        editor.Type("日本日本日").Screen.Lines.ShouldBe(["top", "日 日本日本日  本日"]);
        editor.Type("a").Screen.Lines.ShouldBe(["top", "日 日本日本日a 本日"]);
        editor.Type("b").Screen.Lines.ShouldBe(["top", "日 日本日本日ab"]);
        new RenderedEditor(new Screen(20, 5), right: "a right prompt wider than all").Type("x").Screen.Lines.ShouldBe(["$ x"]);
        new RenderedEditor(new Screen(20, 5), right: "one\ntwo").Type("x").Screen.Lines.ShouldBe(["$ x             one"]);
    }

    [Fact]
    public void A_right_prompt_stays_beside_a_search_and_a_suggestion_with_room()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(50, 5), right: "[ok]", options: new LineEditorOptions { History = new TestHistory("echo found") }).Type(@"\C-rfou");
        editor.Screen.Lines.ShouldBe(["(reverse-i-search)`fou': echo found          [ok]"]);
        editor = new RenderedEditor(new Screen(20, 5), right: "[ok]", options: new LineEditorOptions { Suggester = new TestSuggester("echo suggested") }).Type("ec");
        editor.Screen.Lines.ShouldBe(["$ echo suggested"]);
        editor.Type(@"\C-?\C-?").Screen.Lines.ShouldBe(["$              [ok]"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_right_prompt_follows_the_width(bool reflows)
    {
        var screen = new Screen(30, 8);
        screen.Write("before\r\n");
        RenderedEditor editor = new RenderedEditor(screen, right: "[ok]").Type("abc");
        editor.Screen.Lines.ShouldBe(["before", "$ abc                    [ok]"]);
        if (reflows) editor.Resize(20, 8).Screen.Lines.ShouldBe(["before", "$ abc          [ok]"]);
        editor.Resize(40, 8).Screen.Lines.ShouldBe(["before", "$ abc                              [ok]"]);
        editor.Resize(8, 8).Screen.Lines.ShouldBe(["before", "$ abc"]);
    }

    [Fact]
    public void Text_taller_than_the_screen_is_shown_around_the_cursor()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(10, 3)).Type("0123456789abcdefghijklmnopqrstuvwxyz");
        editor.Screen.Lines.ShouldBe(["ijklmnopqr".Replace("ijklmnopqr", "89abcdefgh"), "ijklmnopqr", "stuvwxyz"]);
        editor.Type(@"\C-a").Screen.Lines.ShouldBe(["$ 01234567", "89abcdefgh", "ijklmnopqr"]);
        (editor.Screen.Row, editor.Screen.Column).ShouldBe((0, 2));
    }

    [Fact]
    public void The_end_leaves_the_cursor_below_the_text()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(10, 5)).Type(@"abc\C-a").End();
        (editor.Screen.Row, editor.Screen.Column).ShouldBe((1, 0));
        editor = new RenderedEditor(new Screen(10, 5)).Type("abcdefgh").End();
        (editor.Screen.Row, editor.Screen.Column).ShouldBe((1, 0));
    }

    [Fact]
    public void A_megabyte_takes_a_moment_for_each_key()
    {
        RenderedEditor editor = new(new Screen(80, 24));
        editor.Line.Editor.Begin(Encoding.ASCII.GetBytes(new string('x', 1_000_000)), 500_000);
        editor.Draw();
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 0; i < 20; i++) editor.Type("y");
        System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        editor.Screen.Lines.Length.ShouldBe(24);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Drawing_what_changed_shows_the_same_as_drawing_all(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            string prompt = random.Next(4) switch { 0 => "$ ", 1 => "", 2 => "line one\n日本 \e[1m% \e[m", _ => "a prompt longer than the screen is wide > " };
            RenderedEditor editor = new RenderedEditor(new Screen(random.Next(4, 50), random.Next(2, 12)), prompt, random.Next(2) == 0 ? "[right]" : "").Draw();
            var typed = new List<string>();
            for (int key = 0; key < 60; key++)
            {
                string piece = s_pieces[random.Next(s_pieces.Length)];
                typed.Add(piece);
                editor.Type(piece);
                Compare(editor, $"seed {seed}, round {round}, {editor.Screen.Columns}x{editor.Screen.Rows}: {string.Join(' ', typed)}");
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Resizing_leaves_nothing_behind(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            string prompt = random.Next(3) switch { 0 => "$ ", 1 => "line one\n日本 % ", _ => "a prompt longer than the screen is wide > " };
            var screen = new Screen(random.Next(6, 50), random.Next(6, 12));
            screen.Write("before\r\n");
            RenderedEditor editor = new RenderedEditor(screen, prompt, random.Next(2) == 0 ? "[右]" : "").Draw();
            var typed = new List<string>();
            for (int key = 0; key < 25; key++)
            {
                string piece = s_pieces[random.Next(s_pieces.Length)];
                typed.Add(piece);
                editor.Type(piece);
                if (random.Next(3) == 0)
                {
                    editor.Resize(random.Next(6, 50), random.Next(4, 12));
                    typed.Add($"<{editor.Screen.Columns}x{editor.Screen.Rows}>");
                }
                Compare(editor, $"seed {seed}, round {round}: {string.Join(' ', typed)}");
            }
            if (screen.Scrolled.Count == 0) screen[0].ShouldBe("before");
        }
    }

    [Fact]
    public void A_row_that_ends_in_blanks_is_one_line_with_the_next()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(10, 5)).Type("abcdef  ghi").Type(@"\C-a\C-e");
        editor.Screen.Lines.ShouldBe(["$ abcdef", "ghi"]);
        // The screen itself, before anything is drawn anew.
        editor.Screen.Resize(20, 5);
        editor.Screen.Lines.ShouldBe(["$ abcdef  ghi"]);
    }

    [Fact]
    public void A_row_that_no_longer_goes_on_is_a_line_of_its_own()
    {
        var screen = new Screen(10, 5);
        screen.Write("before\r\n");
        RenderedEditor editor = new RenderedEditor(screen).Type("abcdefghi").Type(@"\C-?\C-?").Type(@"\e\C-mx");
        editor.Screen.Lines.ShouldBe(["before", "$ abcdefg", "> x"]);
        editor.Resize(12, 5).Screen.Lines.ShouldBe(["before", "$ abcdefg", "> x"]);
    }

    [Fact]
    public void A_terminal_that_cuts_its_rows_is_drawn_anew()
    {
        RenderedEditor editor = new RenderedEditor(new Screen(20, 6, reflows: false)).Type("0123456789012345678901234");
        editor.Screen.Lines.ShouldBe(["$ 012345678901234567", "8901234"]);
        editor.Resize(15, 6, reflows: false).Screen.Lines.ShouldBe(["$ 0123456789012", "345678901234"]);
        editor.Resize(40, 6, reflows: false).Screen.Lines.ShouldBe(["$ 0123456789012345678901234"]);
    }

    [Fact]
    public void Colours_are_sent_and_taken_back()
    {
        var options = new LineEditorOptions { Highlighter = new FirstWord() };
        var renderer = new Renderer();
        renderer.Begin();
        TypedLine line = new TypedLine(options).Type("ls -l");
        renderer.Show(new FrameBuilder().Build(line.View, 40, 5));
        Encoding.UTF8.GetString(renderer.Output).ShouldBe("$ \e[0;1;38;2;1;2;3;44mls\e[0m -l");
        options.Colors = false;
        renderer.Clear();
        renderer.Begin();
        renderer.Show(new FrameBuilder().Build(line.View, 40, 5));
        Encoding.UTF8.GetString(renderer.Output).ShouldBe("$ ls -l");
    }

    [Fact]
    public void A_suggestion_is_seen_behind_the_cursor_and_gone_at_the_end()
    {
        var options = new LineEditorOptions { Suggester = new TestSuggester("echo two") };
        RenderedEditor editor = new RenderedEditor(new Screen(20, 4), options: options).Type("ec");
        editor.Screen.Lines.ShouldBe(["$ echo two"]);
        editor.Screen.Column.ShouldBe(4);
        editor.End().Screen.Lines.ShouldBe(["$ ec"]);
    }

    private sealed class FirstWord : IHighlighter
    {
        public void Highlight(ReadOnlySpan<byte> text, int cursor, IList<StyledSpan> spans)
            => spans.Add(new StyledSpan(0, text.IndexOf((byte)' '), new TextStyle(TextColor.Rgb(1, 2, 3), TextColor.Palette(4), TextAttributes.Bold)));
    }

    // A screen that is drawn at once; the one drawn bit by bit may have scrolled.
    private static void Compare(RenderedEditor editor, string what)
    {
        Frame frame = editor.Frame();
        var fresh = new Screen(editor.Screen.Columns, editor.Screen.Rows);
        var renderer = new Renderer();
        renderer.Begin();
        renderer.Show(frame);
        fresh.Write(renderer.Output);
        int top = editor.Screen.Row - frame.CursorRow;
        // An empty last row may still wait below the screen.
        int count = frame.Rows.Count;
        while (count > frame.CursorRow + 1 && frame.Rows[count - 1].All(cell => cell == Cell.Blank)) count--;
        top.ShouldBeInRange(0, editor.Screen.Rows - count, what);
        for (int row = 0; row < count; row++)
        {
            string expected = string.Concat(frame.Rows[row].Select(cell => cell.Text)).TrimEnd(' ');
            fresh[row].ShouldBe(expected, what);
            editor.Screen[top + row].ShouldBe(expected, what);
        }
        for (int row = top + count; row < editor.Screen.Rows; row++) editor.Screen[row].ShouldBe("", what);
        (editor.Screen.Row - top, editor.Screen.Column).ShouldBe((frame.CursorRow, frame.CursorColumn), what);
        (fresh.Row, fresh.Column).ShouldBe((frame.CursorRow, frame.CursorColumn), what);
    }
}
