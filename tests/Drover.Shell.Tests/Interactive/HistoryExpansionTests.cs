namespace Drover.Shell.Tests.Interactive;

/// <summary>"!" at a prompt.</summary>
public sealed class HistoryExpansionTests
{
    [Fact]
    public void Former_commands_are_shown_executed_and_remembered()
    {
        using var shell = new InteractiveShell();
        shell.Run("echo one two");
        shell.Run("!!").ShouldBe("echo one two\none two\n");
        shell.Run("echo !$").ShouldBe("echo two\ntwo\n");
        shell.Run("^two^three").ShouldBe("echo three\nthree\n");
        shell.Run("fc -ln -1").ShouldBe("\techo three\n");
        shell.Run("echo '!!' \\!x").ShouldBe("!! !x\n");
    }

    [Fact]
    public void What_there_is_not_is_said_and_nothing_is_executed()
    {
        using var shell = new InteractiveShell();
        shell.Run("echo a; !nothing").ShouldContain("!nothing: no such command in the history");
        shell.Run("echo $?").ShouldBe("1\n");
        shell.Run("echo b !echo:p").ShouldBe("echo b echo $?\n");
        shell.Run("fc -ln -1").ShouldBe("\techo b echo $?\n");
    }

    [Fact]
    public void Former_substitutions_and_matches_are_known_in_later_lines()
    {
        using var shell = new InteractiveShell();
        shell.Run("echo one two");
        shell.Run("^two^three").ShouldBe("echo one three\none three\n");
        shell.Run("echo two").ShouldBe("two\n");
        shell.Run("!!:&").ShouldBe("echo three\nthree\n");
        shell.Run("!?one?").ShouldBe("echo one three\none three\n");
        shell.Run("echo !%").ShouldBe("echo one\none\n");
    }

    [Fact]
    public void Lines_that_are_entered_together_are_expanded_one_by_one()
    {
        using var shell = new InteractiveShell(terminal: "xterm-256color");
        Paste(shell, "cat <<E\nhello !x it's\nE").ShouldEndWith("\nhello !x it's\n");
        Paste(shell, "echo p1\necho x !!").ShouldEndWith("\np1\necho x echo p1\nx echo p1\n");
        Paste(shell, "cat <<E; echo !!\nit's\nE\necho y !echo:$").ShouldEndWith("\nit's\necho x echo p1\necho y p1\ny p1\n");
        Paste(shell, "echo '\n!!\n'").ShouldEndWith("\n\n!!\n\n");
        Paste(shell, "echo a\necho !nothing\necho b").ShouldNotContain("\nb\n");
    }

    private static string Paste(InteractiveShell shell, string text) => shell.Press("\e[200~" + text + "\e[201~\r");

    [Fact]
    public void It_can_be_turned_off_and_is_no_part_of_posix_mode()
    {
        using var shell = new InteractiveShell();
        shell.Run("set +H");
        shell.Run("echo a!!").ShouldBe("a!!\n");
        shell.Run("set -o histexpand");
        shell.Run("echo $-").ShouldContain("H");
        using var posix = new InteractiveShell(posix: true);
        posix.Run("echo a!!").ShouldBe("a!!\n");
    }

    [Fact]
    public void All_operands_of_history_p_are_tried() =>
        Scripts.ShellRun.Drover("-c", "history -s 'echo b'; history -p '!nothing' '!!:1' 2>/dev/null; echo $?").ShouldBe(new Scripts.ShellRun(0, "b\n1\n"));

    [Fact]
    public void A_script_knows_nothing_of_it() => Scripts.ShellRun.Drover("-c", "echo a!!; history -s 'echo b'; history -p '!!:1'").ShouldBe(new Scripts.ShellRun(0, "a!!\nb\n"));
}
