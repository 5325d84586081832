namespace Drover.Shell.Tests.Interactive;

/// <summary>Prompts, the window's size, startup files, TMOUT and ignoreeof.</summary>
public sealed class PromptTests
{
    [Fact]
    public void Prompt_command_may_be_several()
    {
        using var shell = new InteractiveShell();
        shell.Run("PROMPT_COMMAND=('echo one; (exit 3)' '' 'echo two $?')");
        shell.Run("(exit 5)").ShouldBe("one\ntwo 5\n");
        shell.Run("echo $?").ShouldBe("5\none\ntwo 0\n");
    }

    [Fact]
    public void Escapes_are_those_of_bash()
    {
        using var shell = new InteractiveShell();
        shell.Type("mkdir dir; cd dir; PS1='[\\w \\W \\s \\j \\101 \\[\\e[1m\\]b\\\\ \\A $((1+1))] P> '\n");
        shell.WaitForText(" 2] P> ");
        shell.Answer.Split('\n')[^1].ShouldMatch(@"^\[~/dir dir sh 0 A " + "\u001b" + @"\[1mb\\ \d\d:\d\d 2\] P> $");
    }

    [Fact]
    public void Name_of_a_directory_is_no_code()
    {
        using var shell = new InteractiveShell();
        shell.Type("mkdir '$(touch evil)'; cd '$(touch evil)'; PS1='\\w P> '\n");
        shell.WaitForText("~/$(touch evil) P> ");
        File.Exists(shell.Directory["evil"]).ShouldBeFalse();
        Directory.GetFiles(shell.Directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Posix_prompt_expands_parameters_only()
    {
        using var shell = new InteractiveShell(posix: true);
        shell.Type("a=v; PS1='$a!!\\w P> '\n");
        shell.WaitForText("v!\\w P> ");
    }

    [Fact]
    public void Prompt_command_runs_first()
    {
        using var shell = new InteractiveShell();
        shell.Run("PROMPT_COMMAND='echo ran $?'").ShouldBe("ran 0\n");
        shell.Run("false").ShouldBe("ran 1\n");
    }

    [Fact]
    public void Window_size_is_kept_in_variables()
    {
        using var shell = new InteractiveShell();
        shell.Run("echo $COLUMNS $LINES").ShouldBe("80 24\n");
        shell.Resize(101, 33);
        shell.Run("echo $COLUMNS $LINES").ShouldBe("101 33\n");
    }

    [Fact]
    public void Nothing_for_as_long_as_tmout_says_ends_the_shell()
    {
        using var shell = new InteractiveShell();
        shell.Type("TMOUT=1\n");
        shell.WaitForEnd().ExitStatus.ShouldBe(0);
        shell.WaitForText("Nothing was entered for TMOUT seconds");
    }

    [Fact]
    public void End_of_input_is_ignored_if_that_is_set()
    {
        using var shell = new InteractiveShell();
        shell.Run("set -o ignoreeof");
        shell.Press("\x04").ShouldBe("Use \"exit\" to leave the shell.\n");
        shell.Run("set +o ignoreeof; (exit 3)");
        shell.Type("\x04");
        shell.WaitForEnd().ExitStatus.ShouldBe(3);
    }

    [Fact]
    public void Wrong_command_says_what_was_meant()
    {
        using var shell = new InteractiveShell();
        shell.Run("ehco x").ShouldBe("sh: ehco: not found\nDid you mean echo?\n");
        shell.Run("qqqqqqqqqqqq; echo $?").ShouldBe("sh: qqqqqqqqqqqq: not found\n127\n");
    }

    [Fact]
    public void Syntax_error_comes_back_to_the_prompt()
    {
        using var shell = new InteractiveShell();
        shell.Run("echo (").ShouldStartWith("sh: ");
        shell.Run("echo $?").ShouldBe("2\n");
    }

    [Fact]
    public void Ps0_comes_between_the_command_and_its_output()
    {
        using var shell = new InteractiveShell();
        shell.Run("PS0='[\\j $((1+1)) \\w]\\n'");
        shell.Run("(exit 3); echo a; echo b").ShouldBe("[0 2 ~]\na\nb\n");
        shell.Run("").ShouldBe("");
        shell.Run("PS0='$(exit 5)'").ShouldBe("[0 2 ~]\n");
        shell.Run("(exit 3)").ShouldBe("");
        shell.Run("echo $?").ShouldBe("3\n");
    }

    [Theory]
    [InlineData("dumb")]
    [InlineData("xterm")]
    public void Trap_of_winch_runs_at_the_prompt(string terminal)
    {
        using var shell = new InteractiveShell(terminal: terminal);
        shell.Run("trap 'echo now $COLUMNS' WINCH");
        shell.Type("");
        shell.Resize(101, 33);
        shell.WaitForText("now 101\n");
        shell.WaitForPrompt();
        shell.Run("trap - WINCH");
        shell.Resize(90, 20);
        shell.Run("echo $COLUMNS").ShouldEndWith("90\n");
    }

    [Fact]
    public void After_an_interrupted_prompt_the_next_command_is_executed()
    {
        using var shell = new InteractiveShell();
        shell.Type("PS1='$([ -e quick ] || { touch asked; sleep 100; })P> '\n");
        shell.WaitFor(() => File.Exists(shell.Directory["asked"]) && shell.Others().Any(process => process.Command == "sleep"));
        File.WriteAllText(shell.Directory["quick"], "");
        shell.Press("\x03").ShouldEndWith("^C\n");
        shell.Run("echo done > ran; cat ran").ShouldBe("done\n");
    }

    [Fact]
    public void Interrupted_prompt_command_leaves_its_row()
    {
        using var shell = new InteractiveShell();
        shell.Type("PROMPT_COMMAND='[ -e quick ] || sleep 100'\n");
        shell.WaitForProgram("sleep");
        File.WriteAllText(shell.Directory["quick"], "");
        shell.Press("\x03").ShouldEndWith("^C\n");
        shell.Run("echo on").ShouldBe("on\n");
    }
}
