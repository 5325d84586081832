using Drover.Engine.Signals;
using Drover.Testing;

namespace Drover.Shell.Tests.Interactive;

/// <summary>How a shell ends, and what becomes of its jobs.</summary>
public sealed class LeavingTests
{
    [Theory]
    [InlineData("read x </dev/zero")]
    [InlineData("cd /; echo /*/*/*/*/*/*/zzz*")]
    [InlineData("x=$(printf %030000d); [[ $x == *(*(*(0)))1 ]]")]
    public void A_shell_that_is_hung_up_ends_in_the_middle_of_its_own_work(string command)
    {
        using var shell = new InteractiveShell();
        shell.Type($"echo go; {command}; echo no\n");
        shell.WaitForText("\ngo\n");
        shell.Signal(Signal.HUP);
        shell.WaitForEnd().Signal.ShouldBe(Signal.HUP);
    }

    [Fact]
    public void Stopped_jobs_are_warned_of_once()
    {
        using var shell = new InteractiveShell();
        shell.Type("sleep 100\n");
        shell.WaitForProgram("sleep");
        shell.Press("\x1a");
        shell.Run("exit").ShouldBe("There are stopped jobs.\n");
        shell.Run("echo on").ShouldBe("on\n");
        shell.Run("exit").ShouldBe("There are stopped jobs.\n");
        shell.Type("exit 4\n");
        shell.WaitForEnd().ExitStatus.ShouldBe(4);
        shell.WaitFor(() => shell.Others().Count == 0);
    }

    [Fact]
    public void End_of_input_warns_too()
    {
        using var shell = new InteractiveShell();
        shell.Type("sleep 100\n");
        shell.WaitForProgram("sleep");
        shell.Press("\x1a");
        shell.Press("\x04").ShouldBe("There are stopped jobs.\n");
        shell.Type("\x04");
        shell.WaitForEnd();
        shell.WaitFor(() => shell.Others().Count == 0);
    }

    [Fact]
    public void Running_jobs_stay()
    {
        using var shell = new InteractiveShell();
        shell.Run("(trap '' HUP; exec sleep 100) &");
        shell.WaitFor(() => shell.Others().Any(process => process.Command == "sleep"));
        shell.Type("exit\n");
        shell.WaitForEnd().ExitStatus.ShouldBe(0);
        shell.Others().Count(process => process.Command == "sleep").ShouldBe(1);
    }

    [Fact]
    public void Hung_up_shell_tells_its_jobs()
    {
        using var shell = new InteractiveShell();
        shell.Run("(trap 'echo one >one; exit' HUP; : >ready; while :; do sleep 0.01; done) & sh -c 'trap \"echo two >two; exit\" HUP; kill -s STOP $$' & (trap 'echo no >three' HUP; while :; do sleep 0.01; done) &");
        shell.Run("disown -h %3");
        shell.WaitFor(() => File.Exists(shell.Directory["ready"]) && shell.Run("jobs -s").Contains("[2]", StringComparison.Ordinal));
        shell.Signal(Signal.HUP);
        shell.WaitForEnd().Signal.ShouldBe(Signal.HUP);
        shell.WaitFor(() => File.Exists(shell.Directory["one"]) && File.Exists(shell.Directory["two"]));
        File.Exists(shell.Directory["three"]).ShouldBeFalse();
    }

    [Fact]
    public void Hang_up_does_not_wait_for_the_foreground()
    {
        using var shell = new InteractiveShell();
        shell.Run("trap 'echo bye >bye' EXIT");
        shell.Type("sleep 100\n");
        shell.WaitForProgram("sleep");
        shell.Signal(Signal.HUP);
        shell.WaitForEnd().Signal.ShouldBe(Signal.HUP);
        File.ReadAllText(shell.Directory["bye"]).ShouldBe("bye\n");
        shell.WaitFor(() => shell.Others().Count == 0);
    }

    // The kernel tells the leader of the session alone.
    [Theory]
    [InlineData("dumb", "\n")]
    [InlineData("dumb", "echo no >late\x04")]
    [InlineData("xterm", "\n")]
    [InlineData("xterm", "echo no >late")]
    public void Terminal_that_goes_hangs_up_a_shell_that_nobody_tells(string terminal, string typed)
    {
        using var shell = new InteractiveShell(terminal: terminal);
        shell.Run("trap : HUP");
        shell.Type($"{Artifacts.Drover} sh; echo $? >status\n");
        shell.WaitForPrompt();
        shell.Run("sleep 100 &");
        shell.Type("\n");
        shell.WaitForPrompt();
        shell.CloseTerminal(typed);
        shell.WaitForEnd();
        File.ReadAllText(shell.Directory["status"]).ShouldBe("129\n");
        File.Exists(shell.Directory["late"]).ShouldBeFalse();
        shell.WaitFor(() => shell.Others().Count == 0);
    }

    [Fact]
    public void Whoever_only_looks_at_the_jobs_is_not_warned_again()
    {
        using var shell = new InteractiveShell();
        shell.Type("sleep 100\n");
        shell.WaitForProgram("sleep");
        shell.Press("\x1a");
        shell.Run("jobs").ShouldContain("sleep 100");
        shell.Run("exit").ShouldBe("There are stopped jobs.\n");
        shell.Run("jobs").ShouldContain("sleep 100");
        shell.Run("jobs -l").ShouldContain("sleep 100");
        shell.Type("exit 4\n");
        shell.WaitForEnd().ExitStatus.ShouldBe(4);
    }

    [Theory]
    [InlineData("x=$(sleep 100; :)", false)]
    [InlineData("echo $(sleep 100; echo no)", true)]
    [InlineData("x=$(trap '' INT; sleep 100; :)", true)]
    public void A_substitution_does_not_hold_up_a_hang_up(string command, bool terminalGoes)
    {
        using var shell = new InteractiveShell();
        shell.Type(command + "; echo no\n");
        shell.WaitFor(() => shell.Others().Any(process => process.Command == "sleep"));
        if (command.Contains("INT", StringComparison.Ordinal))
        {
            shell.Type("\x03");
            shell.WaitForText("^C");
        }
        if (terminalGoes) shell.CloseTerminal();
        else shell.Signal(Signal.HUP);
        shell.WaitForEnd().Signal.ShouldBe(Signal.HUP);
        shell.WaitFor(() => shell.Others().Count == 0);
    }
}
