using System.Text;
using Drover.Engine.Descriptors;
using Drover.LineEditor.Tests.TestSupport;
using Drover.Testing;

namespace Drover.LineEditor.Tests;

public sealed class LineReaderTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_line_is_read_shown_and_the_modes_are_put_back()
    {
        using var session = new TerminalSession();
        TerminalModesText before = session.Modes;
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Modes.ShouldNotBe(before);
        session.Type(@"echo hi\C-a\C-d\C-dE");
        await session.Shows("$ Eho hi");
        session.Type(@"\C-m");
        LineResult result = await reading.WaitAsync(s_limit);
        (result.Outcome, Encoding.UTF8.GetString(result.Text)).ShouldBe((LineOutcome.Accepted, "Eho hi"));
        session.Modes.ShouldBe(before);
        await Eventually.IsTrueAsync(() => session.Sent.EndsWith("\e[?2004l", StringComparison.Ordinal));
        session.Sent.ShouldContain("\e[?2004h");
    }

    [Theory]
    [InlineData(@"abc\C-c", LineOutcome.Interrupted, "$ abc^C")]
    [InlineData(@"\C-d", LineOutcome.EndOfInput, "$")]
    public async Task A_key_ends_the_reading_without_a_line(string keys, LineOutcome outcome, string shown)
    {
        using var session = new TerminalSession();
        TerminalModesText before = session.Modes;
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Type(keys);
        (await reading.WaitAsync(s_limit)).Outcome.ShouldBe(outcome);
        session.Modes.ShouldBe(before);
        await session.Shows(shown);
    }

    [Fact]
    public async Task Line_that_is_left_makes_room_and_comes_back_with_the_modes_of_then()
    {
        using var session = new TerminalSession();
        TerminalModesText before = session.Modes, changed = before;
        bool left = false;
        session.Options.Wait = timeout =>
        {
            if (!session.Device.WaitReadable(timeout)) return InputWait.Elapsed;
            if (left || !session.Lines.Contains("$ one", StringComparer.Ordinal)) return InputWait.Ready;
            left = true;
            session.Reader.Suspend();
            session.Modes.ShouldBe(before);
            Drover.Engine.Terminals.TerminalModes.Read(session.Device)!.With(echo: false, lines: true).Apply(session.Device);
            changed = session.Modes;
            session.Device.WriteAll("a notice\n"u8);
            session.Reader.Resume();
            session.Modes.ShouldNotBe(changed);
            return InputWait.Ready;
        };
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Type("one"u8);
        await session.Shows("$ one");
        session.Type(" two"u8);
        await session.Shows("a notice", "$ one two");
        session.Type("\r"u8);
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("one two"u8.ToArray());
        changed.ShouldNotBe(before);
        session.Modes.ShouldBe(changed);
    }

    [Fact]
    public async Task What_is_typed_ahead_stays_in_the_terminal()
    {
        using var session = new TerminalSession();
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Type("one\rtwo\r"u8);
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("one"u8.ToArray());
        session.Device.WaitReadable(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        (await session.Read().WaitAsync(s_limit)).Text.ShouldBe("two"u8.ToArray());
    }

    [Fact]
    public async Task A_paste_of_100_kilobytes_is_one_insertion()
    {
        using var session = new TerminalSession();
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"echo line {i:d8}\n")));
        session.Type((byte[])[.. "\e[200~"u8, .. text, .. "\e[201~"u8]);
        await Eventually.IsTrueAsync(() => session.Lines.LastOrDefault() == ">", s_limit);
        reading.IsCompleted.ShouldBeFalse();
        session.Type("\r"u8);
        LineResult result = await reading.WaitAsync(s_limit);
        result.Text.ShouldBe(text);
    }

    [Fact]
    public async Task A_key_that_is_ESC_alone_is_told_by_time()
    {
        using var session = new TerminalSession();
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Type(@"abc\C-rxyz");
        await Eventually.IsTrueAsync(() => session.Lines.Any(line => line.Contains("i-search", StringComparison.Ordinal)));
        session.Type("\e"u8);
        await session.Shows("$ abc");
        session.Type("\r"u8);
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("abc"u8.ToArray());
    }

    [Fact]
    public async Task A_host_prints_above_the_line_while_it_waits()
    {
        var options = new LineEditorOptions();
        using var session = new TerminalSession(options: options);
        string? notice = null;
        bool end = false;
        options.Wait = timeout =>
        {
            if (end) return InputWait.BreakOff;
            if (Interlocked.Exchange(ref notice, null) is { } text) session.Reader.PrintAbove(Encoding.UTF8.GetBytes(text));
            return session.Device.WaitReadable(TimeSpan.FromMilliseconds(10)) ? InputWait.Ready : InputWait.Elapsed;
        };
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Type("some text");
        await session.Shows("$ some text");
        notice = "[1]+ Done    make";
        await session.Shows("[1]+ Done    make", "$ some text");
        session.Type(@"\C-a#");
        await session.Shows("[1]+ Done    make", "$ #some text");
        end = true;
        LineResult result = await reading.WaitAsync(s_limit);
        (result.Outcome, Encoding.UTF8.GetString(result.Text)).ShouldBe((LineOutcome.BrokenOff, "#some text"));
    }

    [Fact]
    public async Task A_resize_is_seen_while_waiting()
    {
        var options = new LineEditorOptions();
        using var session = new TerminalSession(40, 8, options);
        options.Wait = timeout => session.Device.WaitReadable(TimeSpan.FromMilliseconds(10)) ? InputWait.Ready : InputWait.Elapsed;
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Type("0123456789012345678901234567890123456789");
        await session.Shows("$ 01234567890123456789012345678901234567", "89");
        session.Resize(20, 8);
        await session.Shows("$ 012345678901234567", "89012345678901234567", "89");
        session.Resize(60, 8);
        await session.Shows("$ 0123456789012345678901234567890123456789");
        session.Type("\r"u8);
        await reading.WaitAsync(s_limit);
    }

    [Fact]
    public async Task A_dumb_terminal_gets_no_sequence()
    {
        using var session = new TerminalSession(options: new LineEditorOptions { Terminal = "dumb", IsComplete = text => !text.EndsWith("\\"u8) });
        TerminalModesText before = session.Modes;
        Task<LineResult> reading = session.Read("\u0001\e]0;t\a\u0002\e[1mp\e[m$ ");
        await session.Shows("p$");
        session.Modes.ShouldBe(before);
        session.Type("one \\\n"u8);
        await session.Shows("p$ one \\", ">");
        session.Type("two\n"u8);
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("one \\\ntwo"u8.ToArray());
        session.Sent.ShouldNotContain('\e');
    }

    [Fact]
    public void A_pipe_is_read_by_lines_and_not_a_byte_further()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using var file = new TemporaryDirectory();
        using Descriptor output = Descriptor.Open(Path.Combine(file.Path, "out"), OpenMode.ReadWrite);
        using (read)
        {
            write.WriteAll("one\ntwo\nrest"u8);
            write.Dispose();
            var reader = new LineReader(read, output, new LineEditorOptions());
            reader.Read(new LinePrompt("$ "u8.ToArray())).ShouldSatisfyAllConditions(r => r.Text.ShouldBe("one"u8.ToArray()), r => r.Outcome.ShouldBe(LineOutcome.Accepted));
            byte[] next = new byte[4];
            read.Read(next).ShouldBe(4);
            next.ShouldBe("two\n"u8.ToArray());
            reader.Read(new LinePrompt([])).Text.ShouldBe("rest"u8.ToArray());
            reader.Read(new LinePrompt([])).Outcome.ShouldBe(LineOutcome.EndOfInput);
        }
        File.ReadAllText(Path.Combine(file.Path, "out")).ShouldBe("$ ");
    }

    [Fact]
    public async Task An_exception_of_the_host_leaves_the_modes_as_they_were()
    {
        var options = new LineEditorOptions { Wait = _ => throw new InvalidOperationException("host") };
        using var session = new TerminalSession(options: options);
        TerminalModesText before = session.Modes;
        (await Should.ThrowAsync<InvalidOperationException>(() => session.Read().WaitAsync(s_limit))).Message.ShouldBe("host");
        session.Modes.ShouldBe(before);
        await Eventually.IsTrueAsync(() => session.Sent.EndsWith("\e[?2004l", StringComparison.Ordinal));
        options.Wait = null;
        session.Type("x\r"u8);
        (await session.Read().WaitAsync(s_limit)).Text.ShouldBe("x"u8.ToArray());
    }

    [Fact]
    public async Task The_text_is_edited_elsewhere_with_the_modes_of_a_command()
    {
        var options = new LineEditorOptions();
        using var session = new TerminalSession(options: options);
        TerminalModesText before = session.Modes;
        TerminalModesText? meanwhile = null;
        options.EditExternally = text =>
        {
            meanwhile = session.Modes;
            return [.. text, .. " edited"u8];
        };
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Type(@"abc\C-x\C-e");
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("abc edited"u8.ToArray());
        meanwhile.ShouldBe(before);
        session.Modes.ShouldBe(before);
    }

    [Fact]
    public async Task An_editor_that_gives_nothing_back_changes_nothing()
    {
        var options = new LineEditorOptions { EditExternally = _ => null };
        using var session = new TerminalSession(options: options);
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Type(@"abc\C-x\C-e");
        await session.Shows("$ abc", "$ abc");
        session.Type("d\r"u8);
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("abcd"u8.ToArray());
    }

    [Fact]
    public async Task The_screen_is_cleared_and_the_line_stays()
    {
        using var session = new TerminalSession();
        session.Reader.PrintAbove("a notice"u8);
        await session.Shows("a notice");
        Task<LineResult> reading = session.Read();
        await session.Shows("a notice", "$");
        session.Type(@"abc\C-l");
        await session.Shows("$ abc");
        session.Type(@"d\C-m");
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("abcd"u8.ToArray());
    }

    [Fact]
    public async Task A_host_changes_the_prompt_while_it_waits()
    {
        var options = new LineEditorOptions();
        using var session = new TerminalSession(options: options);
        string? prompt = null;
        Exception? refused = null;
        options.Wait = timeout =>
        {
            if (Interlocked.Exchange(ref prompt, null) is { } text)
            {
                session.Reader.SetPrompt(new LinePrompt(Encoding.UTF8.GetBytes(text)) { Right = "[r]"u8.ToArray() });
                refused = Record.Exception(() => session.Reader.Read(new LinePrompt([])));
            }
            return session.Device.WaitReadable(TimeSpan.FromMilliseconds(10)) ? InputWait.Ready : InputWait.Elapsed;
        };
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Type("abc");
        await session.Shows("$ abc");
        prompt = "12:00 $ ";
        await session.Shows("12:00 $ abc                         [r]");
        refused.ShouldBeOfType<InvalidOperationException>();
        session.Type("\r"u8);
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("abc"u8.ToArray());
    }

    [Fact]
    public async Task Sequences_of_both_prompts_are_sent_once()
    {
        using var session = new TerminalSession();
        Task<LineResult> reading = Task.Run(() => session.Reader.Read(new LinePrompt("\x1b]0;left\a$ "u8.ToArray()) { Right = "\x1b]0;right\ar"u8.ToArray() }));
        await session.Shows("$                                     r");
        session.Type(@"a\C-l");
        await session.Shows("$ a                                   r");
        session.Type("\r"u8);
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("a"u8.ToArray());
        foreach (string title in (string[])["left", "right"]) session.Sent.Split($"\e]0;{title}\a").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_host_that_closes_its_descriptors_gets_the_line_and_the_terminal_its_modes()
    {
        using var session = new TerminalSession();
        using Descriptor input = session.Device.Duplicate(), output = session.Device.Duplicate();
        TerminalModesText before = session.Modes;
        var options = new LineEditorOptions { Wait = timeout => session.Device.WaitReadable(timeout) ? InputWait.Ready : InputWait.Elapsed };
        options.Bindings.Bind(Drover.LineEditor.Keys.KeymapName.Emacs, @"\C-t", Drover.LineEditor.Keys.KeyAction.Running("close"));
        options.RunHostCommand = (_, line) =>
        {
            input.Dispose();
            output.Dispose();
            return line;
        };
        Task<LineResult> reading = Task.Run(() => new LineReader(input, output, options).Read(new LinePrompt("$ "u8.ToArray())));
        await session.Shows("$");
        session.Modes.ShouldNotBe(before);
        session.Type(@"a\C-tb\C-m");
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("ab"u8.ToArray());
        session.Modes.ShouldBe(before);
    }

    [Fact]
    public async Task A_text_to_begin_with_is_edited()
    {
        using var session = new TerminalSession();
        Task<LineResult> reading = Task.Run(() => session.Reader.Read(new LinePrompt("$ "u8.ToArray()), "one three"u8, 4));
        await session.Shows("$ one three");
        session.Type("two \r"u8);
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("one two three"u8.ToArray());
    }

    [Fact]
    public async Task Vi_keys_edit_on_a_terminal()
    {
        using var session = new TerminalSession(options: new LineEditorOptions { Mode = Drover.LineEditor.Editing.EditingMode.Vi, Bell = false });
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        session.Type("one two");
        session.Type("\u001b"u8);
        session.Type("bD"u8);
        await session.Shows("$ one");
        session.Type("\r"u8);
        (await reading.WaitAsync(s_limit)).Text.ShouldBe("one "u8.ToArray());
    }

    [Fact]
    public async Task A_terminal_that_another_program_made_non_blocking_is_read_and_written()
    {
        using var session = new TerminalSession(120, 40);
        session.Device.SetNonBlocking();
        Task<LineResult> reading = session.Read();
        await session.Shows("$");
        byte[] text = Encoding.ASCII.GetBytes(new string('x', 4000));
        session.Type((byte[])[.. "\e[200~"u8, .. text, .. "\e[201~"u8]);
        await Eventually.IsTrueAsync(() => session.Lines.Length == 34);
        session.Type("\r"u8);
        (await reading.WaitAsync(s_limit)).Text.ShouldBe(text);
    }

    [Fact]
    public void A_plain_reading_is_broken_off_by_the_host()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        using (write)
        {
            int calls = 0;
            var options = new LineEditorOptions
            {
                Wait = timeout => calls++ switch { 0 => InputWait.Elapsed, 1 or 2 => InputWait.Ready, _ => InputWait.BreakOff },
            };
            write.WriteAll("ab"u8);
            using Descriptor output = Descriptor.Open("/dev/null", OpenMode.WriteExisting);
            LineResult result = new LineReader(read, output, options).Read(new LinePrompt([]));
            result.Outcome.ShouldBe(LineOutcome.BrokenOff);
            result.Text.ShouldBe("ab"u8.ToArray());
        }
    }

    [Fact]
    public async Task The_end_of_the_terminal_is_the_end_of_the_input()
    {
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        write.Dispose();
        using (read)
        {
            using var session = new TerminalSession();
            var reader = new LineReader(read, session.Device, new LineEditorOptions());
            LineResult result = await Task.Run(() => reader.Read(new LinePrompt("$ "u8.ToArray()))).WaitAsync(s_limit);
            result.Outcome.ShouldBe(LineOutcome.EndOfInput);
        }
    }
}
