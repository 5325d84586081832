namespace Drover.Shell.Tests.Interactive;

/// <summary><c>select</c> at a terminal.</summary>
public sealed class SelectTests
{
    [Fact]
    public void Interrupt_gives_it_up()
    {
        using var shell = new InteractiveShell();
        shell.Type("select x in a b; do echo \"[$x]\"; done; echo no\n");
        shell.WaitForText("\n1) a\n2) b\n#? ");
        shell.Press("\x03").ShouldBe("^C\n");
        shell.Run("echo $?").ShouldBe("130\n");
    }

    [Fact]
    public void Trap_of_the_user_runs_at_once()
    {
        using var shell = new InteractiveShell();
        shell.Run("trap 'echo caught' INT");
        shell.Type("select x in a b; do echo \"[$x]\"; break; done\n");
        shell.WaitForText("#? ");
        shell.Type("\x03");
        shell.WaitForText("caught\n");
        shell.Press("2\n").ShouldBe("2\n[b]\n");
    }

    [Fact]
    public void End_of_input_ends_it_on_a_line_of_its_own()
    {
        using var shell = new InteractiveShell();
        shell.Type("select x in a b; do :; done\n");
        shell.WaitForText("#? ");
        shell.Press("\x04").ShouldBe("\n");
        shell.Run("echo $?").ShouldBe("1\n");
    }
}
