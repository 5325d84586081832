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
    public void A_script_knows_nothing_of_it() => Scripts.ShellRun.Drover("-c", "echo a!!; history -s 'echo b'; history -p '!!:1'").ShouldBe(new Scripts.ShellRun(0, "a!!\nb\n"));
}
