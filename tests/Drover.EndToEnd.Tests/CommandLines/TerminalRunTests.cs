using System.Text;
using Drover.Engine.Signals;
using Drover.Runs;
using Drover.Runs.Control;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>drover run and attach at a terminal.</summary>
public sealed class TerminalRunTests : CommandLineTest
{
    private const string CtrlC = "\x03", CtrlZ = "\x1a", Detach = "\x10\x11";

    [Fact]
    public void Command_has_a_terminal_of_our_size()
    {
        using TerminalProgram drover = StartOnTerminal("run", "sh", "-c", "test -t 0 && test -t 1 && test -t 2 && stty size");
        drover.WaitForEnd().ShouldBe(0);
        drover.WaitForScreen("24 80\r\n");
        drover.Screen.ShouldBe("24 80\r\n");
        drover.Modes().ShouldBe(drover.ModesBefore);
    }

    [Fact]
    public void Keys_reach_the_command_and_interrupt_it()
    {
        using TerminalProgram drover = StartOnTerminal("run", "sh", "-c", "trap 'echo interrupted; exit 9' INT; echo ready; read line; echo \"got $line\"; sleep 1000 & wait");
        drover.WaitForScreen("ready");
        drover.WaitUntilRaw();
        drover.Type("hello\r");
        drover.WaitForScreen("got hello");
        drover.Type(CtrlC);
        drover.WaitForEnd().ShouldBe(9);
        drover.Screen.ShouldContain("interrupted");
        drover.Modes().ShouldBe(drover.ModesBefore);
    }

    [Fact]
    public void Change_of_size_reaches_the_command()
    {
        using TerminalProgram drover = StartOnTerminal("run", "sh", "-c", "trap 'stty size' WINCH; echo ready; while :; do sleep 0.05; done");
        drover.WaitForScreen("ready");
        drover.Resize(100, 40);
        drover.WaitForScreen("40 100");
        drover.Signal(Signal.TERM);
        drover.WaitForEnd().ShouldBe(143);
    }

    [Fact]
    public void Modes_are_put_back_when_a_signal_ends_it()
    {
        using TerminalProgram drover = StartOnTerminal("run", "sh", "-c", "echo ready; exec sleep 1000");
        drover.WaitForScreen("ready");
        drover.WaitUntilRaw();
        drover.Signal(Signal.TERM);
        drover.WaitForEnd().ShouldBe(143);
        drover.Modes().ShouldBe(drover.ModesBefore);
    }

    [Fact]
    public void Modes_are_put_back_when_the_run_is_lost()
    {
        using TerminalProgram drover = StartOnTerminal("run", "sh", "-c", "echo ready; exec sleep 1000");
        drover.WaitForScreen("ready");
        drover.WaitUntilRaw();
        _ = OnlyRun().ReadStatus().Shim.TrySignal(Signal.KILL.Number);
        drover.WaitForEnd().ShouldBe(125);
        drover.Modes().ShouldBe(drover.ModesBefore);
        drover.Screen.ShouldContain("was lost");
    }

    [Fact]
    public void Terminal_can_be_refused_and_asked_for()
    {
        using TerminalProgram refused = StartOnTerminal("run", "--pty", "no", "--stdin", "none", "sh", "-c", "test -t 1 || echo no terminal");
        refused.WaitForEnd().ShouldBe(0);
        refused.WaitForScreen("no terminal");
        Drover("run", "--pty", "yes", "sh", "-c", "test -t 1 && stty size").Output.ShouldBe("24 80\r\n");
    }

    [Fact]
    public void Stop_key_stops_run_and_drover_and_both_go_on()
    {
        using TerminalProgram shell = StartShellOnTerminal();
        // Output is a pipe here, so the run has no terminal and job control is ours.
        shell.Type("PS1='$ '; drover run --name job sh -c 'echo ready; exec sleep 1000' | cat\r");
        shell.WaitForScreen("ready\r\n");
        using Run run = State.Store.Open("job");
        int leader = run.ReadStatus().Leader.Pid;
        shell.Type(CtrlZ);
        shell.WaitForScreen("Stopped");
        Eventually.IsTrue(() => ProcessTable.Find(leader)?.State == 'T', describe: () => $"{ProcessTable.Find(leader)}\n{string.Join(' ', TestStore.EventKinds(run))}\n{shell.Screen}");
        shell.Type("fg\r");
        Eventually.IsTrue(() => ProcessTable.Find(leader)?.State != 'T');
        shell.Type(CtrlC);
        run.Wait().Outcome.ShouldBe(RunOutcome.Signalled);
    }

    [Fact]
    public void Stop_key_on_the_terminal_of_a_run_gives_the_terminal_back_to_the_shell()
    {
        using TerminalProgram shell = StartShellOnTerminal();
        shell.Type("PS1='$ '; drover run --name job sh -c 'echo ready; exec sleep 1000'\r");
        shell.WaitForScreen("ready\r\n");
        shell.WaitUntilRaw();
        using Run run = State.Store.Open("job");
        int leader = run.ReadStatus().Leader.Pid;
        shell.Type(CtrlZ);
        shell.WaitForScreen("Stopped");
        ProcessTable.Find(leader)!.State.ShouldBe('T');
        run.ReadStatus().PausedAt.ShouldNotBeNull();
        shell.Type("drover ps\r");
        shell.WaitForScreen(", paused");

        shell.Type("bg; echo shell\" goes on\"\r");
        shell.WaitForScreen("shell goes on");
        Eventually.IsTrue(() => ProcessTable.Find(leader)?.State != 'T' && run.ReadStatus().PausedAt is null);
        shell.Type("stty -a | grep -o ' [-]*icanon'\r");
        shell.WaitForScreen(" icanon\r\n");

        shell.Type("fg\r");
        shell.WaitUntilRaw();
        shell.Type(CtrlC);
        run.Wait().Outcome.ShouldBe(RunOutcome.Signalled);
        // Only at its prompt does what is typed go to the shell.
        shell.WaitForPrompt();
        shell.Type("echo status $?; exit\r");
        shell.WaitForScreen("status 130");
    }

    [Fact]
    public void Stop_key_of_an_attached_terminal_gives_it_back_to_the_shell()
    {
        Drover("run", "-d", "--name", "job", "--pty", "yes", "sh", "-c", "echo ready; exec cat").Status.ShouldBe(0);
        using TerminalProgram shell = StartShellOnTerminal();
        shell.Type("PS1='$ '; drover attach job\r");
        shell.WaitForScreen("ready\r\n");
        shell.WaitUntilRaw();
        shell.Type(CtrlZ);
        shell.WaitForScreen("Stopped");
        shell.Type("fg\r");
        shell.WaitUntilRaw();
        shell.Type("hello\r");
        shell.WaitForScreen("hello\r\nhello\r\n");
        shell.Type(Detach);
        shell.WaitForScreen("detached from job");
    }

    [Fact]
    public void Stop_key_without_a_shell_above_does_not_stop_for_ever()
    {
        using TerminalProgram drover = StartOnTerminal("run", "--name", "job", "sh", "-c", "echo ready; exec sleep 1000");
        drover.WaitForScreen("ready");
        drover.WaitUntilRaw();
        drover.Type(CtrlZ);
        using Run run = State.Store.Open("job");
        Eventually.IsTrue(() => TestStore.EventKinds(run).Contains("continued"));
        drover.Type(CtrlC);
        drover.WaitForEnd().ShouldBe(130);
    }

    [Fact]
    public void Background_run_leaves_the_terminal_alone()
    {
        using TerminalProgram shell = StartShellOnTerminal();
        shell.Type("PS1='$ '; drover run --name job sh -c 'echo done by job' & wait; echo shell\" goes on\"\r");
        shell.WaitForScreen("done by job");
        shell.WaitForScreen("shell goes on");
        shell.Type("exit\r");
        _ = shell.WaitForEnd();
        State.Store.Open("job").ReadStatus().ExitStatus.ShouldBe(0);
    }

    [Fact]
    public void Keys_detach_and_the_run_goes_on()
    {
        using Run run = State.Start(State.Shell("echo ready; exec cat") with { Name = "vm", PseudoTerminal = new(80, 24) });
        using TerminalProgram drover = StartOnTerminal("attach", "vm");
        drover.WaitForScreen("Ctrl-P Ctrl-Q detaches");
        drover.WaitForScreen("ready");
        drover.Type("hello\r");
        drover.WaitForScreen("hello\r\nhello");
        drover.Type(Detach);
        drover.WaitForScreen("detached from vm, which goes on.");
        drover.WaitForEnd().ShouldBe(0);
        drover.Modes().ShouldBe(drover.ModesBefore);
        run.ReadStatus().State.ShouldBe(RunState.Running);
    }

    [Fact]
    public void Several_attach_and_the_latest_sets_the_size()
    {
        using Run run = State.Start(State.Shell("stty -echo; echo ready; while read line; do echo \"got $line\"; stty size; done") with { Name = "vm", PseudoTerminal = new(80, 24) });
        TestStore.WaitForText(run, "ready");
        using TerminalProgram first = StartOnTerminal("attach", "vm");
        first.WaitForScreen("ready");
        using TerminalProgram second = StartOnTerminal("attach", "vm");
        second.WaitForScreen("ready");
        second.WaitUntilRaw();
        first.Resize(90, 30);
        Eventually.IsTrue(() =>
        {
            second.Type("x\r");
            return first.Screen.Contains("30 90", StringComparison.Ordinal) && second.Screen.Contains("30 90", StringComparison.Ordinal);
        }, describe: () => first.Screen + second.Screen);
        second.Type(Detach);
        second.WaitForEnd().ShouldBe(0);
        _ = run.Stop();
        first.WaitForEnd().ShouldBe(143);
        first.Modes().ShouldBe(first.ModesBefore);
    }

    [Fact]
    public void Read_only_sends_nothing()
    {
        using Run run = State.Start(State.Shell("stty -echo; echo ready; read line; echo \"got $line\"") with { Name = "vm", PseudoTerminal = new(80, 24) });
        TestStore.WaitForText(run, "ready");
        using TerminalProgram drover = StartOnTerminal("attach", "--read-only", "--detach-keys", "ctrl-a,d", "vm");
        drover.WaitForScreen("read-only; Ctrl-A d detaches");
        drover.WaitUntilRaw();
        drover.Type("ls\r\x01" + "d");
        drover.WaitForEnd().ShouldBe(0);
        TestStore.Text(run).ShouldNotContain("got");
        run.ReadStatus().State.ShouldBe(RunState.Running);
    }

    [Fact]
    public void Attached_run_without_terminal_gets_lines_and_gives_its_status()
    {
        using Run run = State.Start(State.Shell("echo ready; read line; echo \"got $line\"; exit 5") with { Input = InputKind.Pipe });
        DroverWithInput("hello\n"u8.ToArray(), "attach", run.Id).ShouldBe(new ProgramResult(5, "ready\ngot hello\n", ""));
        ProgramResult late = Drover("attach", run.Id);
        late.Status.ShouldBe(125);
        late.Error.ShouldContain("has ended (exited 5)");
    }

    [Theory]
    [InlineData("")]
    [InlineData("sleep 1000 &\n")]
    [InlineData("(trap '' TERM; while :; do sleep 0.1; done)\n")]
    public void Interactive_shell_is_stopped_within_the_grace(string job)
    {
        Drover("run", "-d", "--name", "shell", "--pty", "yes", "--grace", "10m", "--", "bash", "--norc", "--noprofile", "-i").Status.ShouldBe(0);
        using Run run = State.Store.Open("shell");
        using (ControlClient shim = run.Connect()!)
        {
            // $((6*7)): what is typed is echoed, and only the shell knows the answer.
            shim.Send(FrameKind.Input, Encoding.UTF8.GetBytes("echo ready-$((6*7))\n" + job)).ShouldBeTrue();
            TestStore.WaitForText(run, "ready-42");
            if (job.Length > 0) Eventually.IsTrue(() => ProcessTable.ChildrenOf(run.ReadStatus().Leader.Pid).Count > 0);
        }
        Drover("stop", "shell").Status.ShouldBe(0);
        RunStatus status = run.ReadStatus();
        (status.State, status.Outcome, status.Stop!.Escalated).ShouldBe((RunState.Ended, RunOutcome.Stopped, false));
    }

    [Theory]
    [InlineData(5, "…")]
    [InlineData(20, "…")]
    [InlineData(63, "")]
    public void List_keeps_to_the_width_of_the_terminal_and_cuts_the_command_alone(int length, string end)
    {
        string name = new('n', length), command = "sleep 1000 " + new string('x', 300);
        using Run run = State.Start(State.Shell($"{command[..10]}; : {command[11..]}") with { Name = name });
        using TerminalProgram drover = StartOnTerminal("ps");
        drover.WaitForEnd().ShouldBe(0);
        drover.WaitForScreen(run.Id);
        string[] lines = System.Text.RegularExpressions.Regex.Replace(drover.Screen, "\e\\[[0-9]*m", "").TrimEnd().Split("\r\n");
        lines.Length.ShouldBe(2);
        lines.ShouldAllBe(line => line.Length <= 80);
        lines[1].ShouldStartWith($"{name}  {run.Id}");
        if (end.Length > 0) lines[1].ShouldMatch($"running [0-9]+s +/bin/sh -c .*{end}$");
        // In a pipe nothing is cut.
        Drover("ps").Output.ShouldContain(command[11..]);
    }

    [Fact]
    public void Colours_are_for_terminals_that_want_them()
    {
        using Run run = StartReadyRun();
        using TerminalProgram coloured = StartOnTerminal("ps");
        coloured.WaitForEnd().ShouldBe(0);
        coloured.WaitForScreen("\e[32mrunning");
        coloured.Screen.Split("\r\n").ShouldAllBe(line => System.Text.RegularExpressions.Regex.Replace(line, "\e\\[[0-9]*m", "").Length <= 80);
        using TerminalProgram plain = StartShellOnTerminal();
        plain.Type("NO_COLOR=1 drover ps; exit\r");
        plain.WaitForScreen("running");
        plain.Screen.ShouldNotContain("\e[32m");
    }
}
