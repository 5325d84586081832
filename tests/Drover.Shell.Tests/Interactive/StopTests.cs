using Drover.Engine.Signals;

namespace Drover.Shell.Tests.Interactive;

/// <summary>Ctrl-Z, fg, bg, and what stops in the background.</summary>
public sealed class StopTests
{
    [Fact]
    public void Pipeline_stops_and_goes_on_in_the_foreground()
    {
        using var shell = new InteractiveShell();
        shell.Type("sleep 100 | cat\n");
        shell.WaitForProgram("sleep");
        // The key stops who is there.
        shell.WaitFor(() => shell.Others().Any(process => process.Command == "cat"));
        shell.Press("\x1a").ShouldBe("^Z\n[1] + Stopped (SIGTSTP) sleep 100 | cat\n");
        shell.Run("echo $?").ShouldBe("148\n");
        shell.Run("jobs").ShouldBe("[1] + Stopped (SIGTSTP) sleep 100 | cat\n");
        shell.Type("fg\n");
        shell.WaitForProgram("sleep");
        shell.Press("\x03").ShouldEndWith("^C\n");
        shell.Run("jobs").ShouldBe("");
    }

    [Fact]
    public void Stopped_job_goes_on_in_the_background()
    {
        using var shell = new InteractiveShell();
        shell.Type("cat; echo after\n");
        shell.WaitForProgram("cat");
        shell.Press("\x1a").ShouldBe("^Z\n[1] + Stopped (SIGTSTP) cat\nafter\n");
        // It reads the terminal, which stops it again.
        shell.Run("bg").ShouldStartWith("[1] cat &\n");
        shell.WaitFor(() => shell.Run("jobs").Contains("[1] + Stopped (SIGTTIN) cat\n", StringComparison.Ordinal));
        shell.Type("fg\n");
        shell.WaitForProgram("cat");
        shell.Type("line\n");
        shell.WaitForText("line\nline\n");
        shell.Press("\x04").ShouldBe("");
        shell.Run("echo $?").ShouldBe("0\n");
    }

    [Theory]
    [InlineData("(sleep 100; echo subshell)")]
    [InlineData("{ sleep 100; echo group; } | cat")]
    public void Compound_command_in_a_process_stops_as_one_job(string command)
    {
        using var shell = new InteractiveShell();
        shell.Type(command + "\n");
        shell.WaitFor(() => shell.Others().Any(process => process.Command == "sleep"));
        shell.Press("\x1a").ShouldBe($"^Z\n[1] + Stopped (SIGTSTP) {command}\n");
        shell.Run("kill %1");
        shell.WaitFor(() => shell.Others().Count == 0);
    }

    [Fact]
    public void Reader_in_the_background_is_stopped_by_the_terminal()
    {
        using var shell = new InteractiveShell();
        shell.Run("cat &");
        shell.WaitFor(() => shell.Run("jobs").Contains("Stopped (SIGTTIN) cat", StringComparison.Ordinal));
    }

    [Fact]
    public void Writer_in_the_background_is_stopped_if_the_terminal_is_to_stop_it()
    {
        using var shell = new InteractiveShell();
        shell.Run("stty tostop");
        shell.Run("/bin/echo text &");
        shell.WaitFor(() => shell.Run("jobs").Contains("Stopped (SIGTTOU) /bin/echo text", StringComparison.Ordinal));
        shell.Run("stty -tostop");
        shell.Type("bg\n");
        shell.WaitForText("text\n");
    }

    [Fact]
    public void Terminal_modes_belong_to_the_job()
    {
        using var shell = new InteractiveShell();
        shell.Type("sh -c 'stty -icanon; kill -s TSTP 0; stty -a | grep -o -e -icanon; stty icanon'\n");
        shell.WaitForPrompt();
        // The shell has its own again, and the job its own when it goes on.
        shell.Run("stty -a | grep -o -e '-*icanon'").ShouldBe("icanon\n");
        shell.Run("fg").ShouldEndWith("\n-icanon\n");
        // What stty does is what the user wants.
        shell.Run("stty icanon -echoe; stty -a | grep -o -w -e '-echoe'").ShouldBe("-echoe\n");
    }

    [Fact]
    public void Signal_that_ends_a_job_leaves_the_terminal_in_order()
    {
        using var shell = new InteractiveShell();
        shell.Run("sh -c 'stty -icanon; kill -s KILL $$'").ShouldBe("Killed\n");
        shell.Run("stty -a | grep -o -e '-*icanon'").ShouldBe("icanon\n");
    }

    [Fact]
    public void Shell_itself_stops_and_goes_on()
    {
        using var shell = new InteractiveShell(arguments: ["--norc"]);
        shell.Type($"PS1='P> ' {Testing.Artifacts.Drover} sh --norc\n");
        shell.WaitForPrompt();
        int inner = shell.Foreground;
        inner.ShouldNotBe(shell.Pid);
        shell.Run("suspend").ShouldContain("Stopped (SIGSTOP)");
        shell.Foreground.ShouldBe(shell.Pid);
        shell.Run("fg");
        shell.Foreground.ShouldBe(inner);
        shell.Run("echo $$").ShouldBe($"{inner}\n");
    }

    [Theory]
    [InlineData("for i in 1 2; do sleep 100; echo no; done; echo after $?", "after 148\n")]
    [InlineData("for ((i = 0; i < 2; i++)); do sleep 100; echo no; done; echo after $?", "after 148\n")]
    [InlineData("until false; do { sleep 100 && echo no; echo no; }; done; echo after $?", "after 148\n")]
    [InlineData("for i in 1 2; do for k in 1 2; do sleep 100; done; echo no; done || echo after $?", "after 148\n")]
    [InlineData("f() { for i in 1 2; do sleep 100; echo no; done; echo in $?; }; f; echo after $?", "in 148\nafter 0\n")]
    [InlineData("f() { sleep 100; echo on; }; for i in 1; do f; echo round $?; done; echo after $?", "on\nround 0\nafter 0\n")]
    public void Loop_is_given_up_and_the_list_goes_on(string command, string output)
    {
        using var shell = new InteractiveShell();
        shell.Type(command + "\n");
        shell.WaitForProgram("sleep");
        shell.Press("\x1a").ShouldBe("^Z\n[1] + Stopped (SIGTSTP) sleep 100\n" + output);
        // Nothing of it is left behind for the next loop.
        shell.Run("for i in 1 2; do break; done; echo $?").ShouldBe("0\n");
    }

    // As tmux starts its windows.
    [Fact]
    public void Stop_signals_that_were_ignored_at_the_start_stop_jobs()
    {
        using var shell = new InteractiveShell(ignored: SignalSet.Of(Signal.TSTP, Signal.TTIN, Signal.TTOU));
        shell.Run("grep SigIgn /proc/self/status; (grep SigIgn /proc/self/status)").ShouldBe("SigIgn:\t0000000000000000\nSigIgn:\t0000000000000000\n");
        shell.Run("cat &");
        shell.WaitFor(() => shell.Run("jobs") == "[1] + Stopped (SIGTTIN) cat\n");
        shell.Run("trap '' TTIN; grep SigIgn /proc/self/status").ShouldBe("SigIgn:\t0000000000100000\n");
    }

    [Fact]
    public void Posix_mode_leaves_them_as_they_were()
    {
        using var shell = new InteractiveShell(posix: true, ignored: SignalSet.Of(Signal.TSTP, Signal.TTIN, Signal.TTOU));
        shell.Run("grep SigIgn /proc/self/status").ShouldBe("SigIgn:\t0000000000380000\n");
        shell.Run("trap - TTIN TTOU TSTP; grep SigIgn /proc/self/status").ShouldBe("SigIgn:\t0000000000000000\n");
    }
}
