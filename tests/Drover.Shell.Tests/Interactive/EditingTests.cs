using System.Text;
using Drover.Engine.Signals;

namespace Drover.Shell.Tests.Interactive;

/// <summary>Lines that are edited on a terminal that can be drawn on.</summary>
public sealed class EditingTests
{
    private const string Terminal = "xterm-256color";

    [Fact]
    public void Line_is_edited_and_runs()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("cho one\x01" + "e\x05 two\r");
        shell.WaitForText("\none two\n");
        shell.WaitForPrompt();
    }

    [Fact]
    public void Commands_find_the_modes_that_the_terminal_had()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run("stty -a > modes; stty -echoe; stty -a > changed; echo $?").ShouldContain("0\n");
        File.ReadAllText(shell.Directory["modes"]).ShouldContain(" icanon ");
        File.ReadAllText(shell.Directory["modes"]).ShouldContain("isig ");
        File.ReadAllText(shell.Directory["modes"]).ShouldContain(" icrnl ");
        File.ReadAllText(shell.Directory["changed"]).ShouldContain("-echoe ");
        shell.Run("stty -a > later; stty echoe; stty -a > again; echo $?").ShouldContain("0\n");
        File.ReadAllText(shell.Directory["later"]).ShouldBe(File.ReadAllText(shell.Directory["changed"]));
        File.ReadAllText(shell.Directory["again"]).ShouldBe(File.ReadAllText(shell.Directory["modes"]));
    }

    [Fact]
    public void Interrupt_key_gives_the_line_up()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("echo half");
        shell.WaitForText("half");
        shell.Press("\x03").ShouldEndWith("^C\n");
        shell.Run("echo $?").ShouldBe("130\n");
        shell.Type("if true\r");
        shell.WaitForText("2>");
        shell.Press("\x03").ShouldEndWith("^C\n");
        shell.Run("echo $?").ShouldBe("130\n");
    }

    [Fact]
    public void Trap_runs_for_the_interrupt_key_and_for_the_signal()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run("trap 'stty -a > modes; echo caught' INT USR1");
        shell.Press("\x03").ShouldContain("caught\n");
        File.ReadAllText(shell.Directory["modes"]).ShouldContain(" icanon ");
        File.Delete(shell.Directory["modes"]);
        shell.Type("echo typ");
        shell.WaitForText("typ");
        shell.Signal(Signal.USR1);
        shell.WaitForText("caught\n");
        // The line is there again, and its keys work.
        shell.WaitForText("echo typ");
        File.ReadAllText(shell.Directory["modes"]).ShouldContain(" icanon ");
        shell.Press("ed\r").ShouldEndWith("\ntyped\n");
    }

    [Fact]
    public void Signals_from_outside_end_the_wait()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("echo half");
        shell.WaitForText("half");
        shell.Type("");
        shell.Signal(Signal.INT);
        shell.WaitForPrompt();
        shell.Run("echo $?").ShouldBe("130\n");
        shell.Type("abc");
        shell.WaitForText("abc");
        shell.Signal(Signal.HUP);
        shell.WaitForEnd().Signal.ShouldBe(Signal.HUP);
    }

    [Fact]
    public void Time_that_is_over_ends_the_shell()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("TMOUT=1\r");
        shell.WaitForEnd().ExitStatus.ShouldBe(0);
        shell.WaitForText("Nothing was entered for TMOUT seconds");
    }

    [Fact]
    public void Keys_typed_while_a_command_runs_are_the_next_line()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("sleep 100\r");
        shell.WaitForProgram("sleep");
        shell.Type("echo first\necho second\necho thi");
        shell.Others().Single(process => process.Command == "sleep").Pid.ShouldBe(shell.Foreground);
        _ = SignalSender.Send(shell.Foreground, Signal.TERM);
        shell.WaitForText("\nfirst\n");
        shell.WaitForText("\nsecond\n");
        shell.Type("rd\r");
        shell.WaitForText("\nthird\n");
    }

    [Fact]
    public void Command_of_several_rows_is_one_text()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("for i in 1 2\r");
        shell.WaitForText("2>");
        shell.Type("do echo row $i\r");
        shell.WaitForText("2>");
        shell.Press("done\r").ShouldEndWith("\nrow 1\nrow 2\n");
        // And it comes back as one.
        shell.Type("\x10");
        shell.WaitForText("done");
        shell.Press("\r").ShouldEndWith("\nrow 1\nrow 2\n");
        shell.Type("cat <<E\rtext\r");
        shell.WaitForText("text");
        shell.Press("E\r").ShouldEndWith("\ntext\n");
        shell.Type("echo a\\\r");
        shell.WaitForText("2>");
        shell.Press("b\r").ShouldEndWith("\nab\n");
        shell.Press("echo (\r").ShouldContain("syntax error");
    }

    [Fact]
    public void Pasted_script_is_executed_in_order()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("\e[200~echo 1 > out\nif true; then\n  echo 2 >> out\nfi\ncat <<E >> out\n3\nE\necho 4 >> out\e[201~");
        shell.WaitForText("echo 4");
        shell.Press("\r");
        File.ReadAllText(shell.Directory["out"]).ShouldBe("1\n2\n3\n4\n");
    }

    [Fact]
    public void Paste_of_100_kilobytes_loses_nothing()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        var text = new StringBuilder();
        for (int i = 0; text.Length < 100_000; i++) text.Append($"echo line {i} of the paste >> out\n");
        string expected = text.ToString().Replace("echo ", "", StringComparison.Ordinal).Replace(" >> out", "", StringComparison.Ordinal);
        shell.Type("\e[200~" + text + "echo pa''sted\e[201~\r");
        shell.WaitForText("\npasted\n");
        File.ReadAllText(shell.Directory["out"]).ShouldBe(expected);
    }

    [Fact]
    public void Interrupted_command_takes_with_it_what_was_pasted_behind_it()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("\e[200~sleep 100\necho no > out\e[201~\r");
        shell.WaitForProgram("sleep");
        shell.Press("\x03").ShouldEndWith("^C\n");
        File.Exists(shell.Directory["out"]).ShouldBeFalse();
        shell.Run("echo $?").ShouldBe("130\n");
    }

    [Fact]
    public void Notice_of_a_job_stands_above_the_line()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run("set -b; sleep 100 &");
        shell.Type("echo aft");
        shell.WaitForText("aft");
        _ = SignalSender.Send(shell.Others().Single(process => process.Command == "sleep").Pid, Signal.TERM);
        shell.WaitForText("Terminated");
        shell.Press("er\r").ShouldEndWith("\nafter\n");
    }

    [Fact]
    public void Job_stops_and_the_prompt_is_in_order()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("cat\r");
        shell.WaitForProgram("cat");
        shell.Press("\x1a").ShouldEndWith("^Z\n[1] + Stopped (SIGTSTP) cat\n");
        shell.Run("echo here").ShouldBe("here\n");
        shell.Type("fg\r");
        shell.WaitForProgram("cat");
        shell.Type("line\n");
        shell.WaitForText("line\nline\n");
        shell.Press("\x04");
        shell.Run("jobs; echo $?").ShouldBe("0\n");
    }

    [Fact]
    public void Change_of_size_is_seen_while_a_line_is_edited()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("echo $COLUMNS");
        shell.WaitForText("COLUMNS");
        shell.Type("");
        shell.Resize(50, 10);
        shell.WaitForText("echo $COLUMNS");
        shell.Press("\r").ShouldEndWith("\n50\n");
    }

    [Fact]
    public void Vi_keys_come_with_the_option()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Run("set -o vi");
        shell.Type("echo one two\e");
        shell.Press("bcwthree\e0wi-\r").ShouldEndWith("\n-one three\n");
        shell.Run("set +o vi");
        shell.Press("cho emacs\x01" + "e\r").ShouldEndWith("\nemacs\n");
    }

    [Fact]
    public void Right_prompt_is_there_while_the_line_is_edited()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("RPROMPT='<$((40+2)):\\s>'\r");
        shell.WaitForText("<42:sh>");
        // One column stays free behind it.
        shell.WaitFor(() => shell.Screen.Contains("\nP>" + new string(' ', 70) + "<42:sh>", StringComparison.Ordinal));
        shell.Type("echo text\r");
        shell.WaitForText("\ntext\n");
        // What is entered is shown without it.
        shell.Sent.ShouldContain("\e[K\n\e[?2004l");
        shell.Type("");
        shell.Type("TERM=dumb\r");
        shell.WaitFor(() => shell.Answer.EndsWith("\nP> ", StringComparison.Ordinal));
        shell.Type("echo plain\n");
        shell.WaitForText("\nplain\nP> ");
        shell.Answer.ShouldNotContain("42");
    }

    [Fact]
    public void Terminal_that_turns_dumb_is_read_plainly()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("TERM=dumb\r");
        shell.WaitFor(() => shell.Answer.EndsWith("\nP> ", StringComparison.Ordinal));
        shell.Type("echo plain\n");
        shell.WaitForText("\nplain\nP> ");
    }

    [Fact]
    public void End_of_input_on_an_empty_row_ends_a_text()
    {
        using var shell = new InteractiveShell(terminal: Terminal);
        shell.Type("cat <<E\rabc\r\x04");
        shell.WaitForText("\nabc\n");
        shell.WaitForPrompt();
        shell.Type("if true\r\x04");
        shell.WaitForText("unexpected end of file");
        shell.WaitForPrompt();
        shell.Type("echo $?; cat <<E | tr a-z A-Z\rdef\r\x04");
        shell.WaitForText("\nDEF\n");
        shell.WaitForPrompt();
        shell.Type("\x04");
        shell.WaitForEnd().ExitStatus.ShouldBe(0);
    }
}
