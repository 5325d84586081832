using Drover.Engine.Signals;

namespace Drover.Shell.Tests.Interactive;

/// <summary>Ctrl-C and Ctrl-\ at every moment.</summary>
public sealed class InterruptTests
{
    [Fact]
    public void Half_a_line_is_given_up_at_the_prompt()
    {
        using var shell = new InteractiveShell();
        shell.Type("echo half");
        shell.WaitForText("half");
        shell.Press("\x03").ShouldBe("^C\n");
        shell.Run("echo $?").ShouldBe("130\n");
    }

    [Fact]
    public void Half_a_command_is_given_up_at_the_second_prompt()
    {
        using var shell = new InteractiveShell();
        shell.Type("if true\n");
        shell.WaitForText("2> ");
        shell.Press("\x03").ShouldBe("^C\n");
        shell.Run("echo $?").ShouldBe("130\n");
    }

    [Theory]
    [InlineData("sleep 100; echo no", "sleep")]
    [InlineData("sleep 100 && echo no || echo no", "sleep")]
    [InlineData("sleep 100 | cat; echo no", "sleep", "cat")]
    [InlineData("while :; do sleep 100; done; echo no", "sleep")]
    [InlineData("f() { sleep 100; echo no; }; f; echo no", "sleep")]
    [InlineData("for i in 1 2 3; do sleep 100; echo no; done", "sleep")]
    [InlineData("limit --timeout 100s -- sleep 100; echo no", "drover")]
    public void Foreground_program_ends_and_the_rest_is_given_up(string command, string program, string last = "sleep")
    {
        using var shell = new InteractiveShell();
        shell.Type(command + "\n");
        shell.WaitForProgram(program);
        // Who is started after the key does not get it.
        shell.WaitFor(() => shell.Others().Any(process => process.Command == last));
        shell.Press("\x03").ShouldBe("^C\n");
        shell.Run("echo $?").ShouldBe("130\n");
        shell.WaitFor(() => shell.Others().Count == 0);
    }

    [Theory]
    [InlineData("echo go; while :; do :; done; echo no")]
    [InlineData("echo go; until false; do true; done; echo no")]
    [InlineData("f() { while :; do :; done; }; echo go; f; echo no")]
    [InlineData("echo go; (while :; do :; done); echo no")]
    [InlineData("echo go; x=$(while :; do :; done); echo no")]
    [InlineData("echo go; x=$(sleep 100); echo no")]
    [InlineData("echo go; echo $(sleep 100; echo no) no")]
    [InlineData("echo go; read x; echo no")]
    [InlineData("sleep 100 & echo go; wait; echo no")]
    [InlineData("sleep 100 & echo go; wait %1; echo no")]
    [InlineData("eval 'echo go; while :; do :; done'; echo no")]
    [InlineData("for ((;;)); do echo go; while :; do :; done; done; echo no")]
    [InlineData("echo go; cd /; echo /*/*/*/*/*/*/zzz*; echo no")]
    [InlineData("echo go; shopt -s globstar; cd /; echo **/**/zzz*/**/zzz*; echo no")]
    [InlineData("echo go; x=$(printf %030000d); [[ $x == *(*(*(0)))1 ]]; echo no")]
    [InlineData("echo go; : {1..9}{1..9}{1..9}{1..9}{1..9}{1..9}; echo no")]
    [InlineData("echo go; read x </dev/zero; echo no")]
    [InlineData("echo go; mapfile a </dev/zero; echo no")]
    [InlineData("echo go; x=$(</dev/zero); echo no")]
    [InlineData("echo go; . /dev/zero; echo no")]
    [InlineData("echo go; [[ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa =~ ^(a+)+b$ ]]; echo no")]
    [InlineData("echo go; (( $(sleep 100) )); echo no")]
    public void Built_in_work_is_given_up(string command)
    {
        using var shell = new InteractiveShell();
        shell.Type(command + "\n");
        shell.WaitForText("\ngo\n");
        // What follows "go" is reached in no time; a signal that comes before it ends the list as well.
        shell.Press("\x03").ShouldEndWith("^C\n");
        shell.Run("echo $?").ShouldBe("130\n");
    }

    [Theory]
    [InlineData("echo x >fifo; echo no")]
    [InlineData(": <fifo; echo no")]
    [InlineData("{ read x; } <fifo; echo no")]
    [InlineData("cat <fifo; echo no")]
    [InlineData(". ./fifo; echo no")]
    [InlineData("exec 3>fifo; echo no")]
    public void Opening_a_fifo_that_nobody_else_opens_is_given_up(string command)
    {
        using var shell = new InteractiveShell();
        shell.Run("mkfifo fifo");
        shell.Type(command + "\n");
        // Where the kernel waits for the other side: the shell opens other files before.
        shell.WaitFor(() => File.ReadAllText($"/proc/{shell.Pid}/wchan") == "wait_for_partner");
        shell.Press("\x03").ShouldEndWith("^C\n");
        shell.Run("echo $?").ShouldBe("130\n");
        shell.Run("echo later >fifo & cat fifo; wait").ShouldContain("later\n");
    }

    [Fact]
    public void Program_in_the_group_of_the_shell_ends_with_it()
    {
        using var shell = new InteractiveShell();
        shell.Type("set +m; sleep 100; echo no\n");
        shell.WaitFor(() => shell.Others().Any(process => process.Command == "sleep"));
        shell.Foreground.ShouldBe(shell.Pid);
        shell.Press("\x03").ShouldBe("^C\n");
        shell.Run("sh -c 'trap : INT; kill -s INT 0; exit 3'; echo $?").ShouldBe("3\n");
    }

    [Fact]
    public void Trap_of_the_user_runs_at_the_prompt()
    {
        using var shell = new InteractiveShell();
        shell.Run("trap 'echo caught' INT");
        shell.Press("\x03").ShouldContain("caught\n");
        shell.Run("trap - INT");
        shell.Press("\x03").ShouldBe("^C\n");
    }

    [Fact]
    public void Trap_of_another_signal_runs_while_a_line_is_awaited()
    {
        using var shell = new InteractiveShell();
        shell.Run("trap 'echo caught' USR1");
        shell.Type("");
        shell.Signal(Signal.USR1);
        shell.WaitForText("caught\nP> ");
    }

    [Fact]
    public void Quit_key_ends_the_program_and_not_the_shell()
    {
        using var shell = new InteractiveShell();
        shell.Run("ulimit -c 0");
        shell.Type("sleep 100; echo on\n");
        shell.WaitForProgram("sleep");
        shell.Press("\x1c").ShouldBe("^\\Quit\non\n");
    }

    [Fact]
    public void Shell_outlives_the_signal_of_others()
    {
        using var shell = new InteractiveShell();
        shell.Signal(Signal.TERM);
        shell.Signal(Signal.QUIT);
        shell.Run("echo here").ShouldBe("here\n");
    }

    [Fact]
    public void Trap_runs_when_the_key_has_ended_a_program()
    {
        using var shell = new InteractiveShell();
        shell.Run("trap 'echo caught' INT");
        shell.Type("for i in 1 2; do sleep 100; echo $i; done\n");
        shell.WaitForProgram("sleep");
        shell.Type("\x03");
        shell.WaitForText("^C\ncaught\n1\n");
        shell.WaitFor(() => shell.Others().Any(process => process.Command == "sleep"));
        shell.Press("\x03").ShouldBe("^C\ncaught\n2\n");
        shell.Run("sh -c 'kill -s INT $$'; echo $?").ShouldEndWith("130\n");
    }
}
