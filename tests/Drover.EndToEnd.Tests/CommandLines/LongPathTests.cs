using Drover.Runs;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>A state directory whose path has more than 300 characters, nearly three times what the address of a socket holds (unix(7)).</summary>
public sealed class LongPathTests() : CommandLineTest(new TemporaryDirectory(), s_path)
{
    private const string Detach = "\x10\x11";
    private static readonly string s_path = $"{new string('a', 140)}/{new string('b', 140)}/state";

    [Fact]
    public void Detached_run_is_listed_read_and_stopped()
    {
        State.Path.Length.ShouldBeGreaterThanOrEqualTo(300);
        Drover("run", "-d", "--name", "web", "sh", "-c", "echo ready; trap 'echo got it' USR1; while :; do sleep 0.02; done").ShouldBe(new ProgramResult(0, "web\n", ""));
        using Run run = OnlyRun();
        TestStore.WaitForText(run, "ready");
        Drover("ps").Output.ShouldContain("web");
        Drover("logs", "web").ShouldBe(new ProgramResult(0, "ready\n", ""));
        Drover("tree", "web").Output.ShouldContain(" sh -c ");
        Drover("stats", "web").Output.ShouldContain("web");
        using LiveProgram follower = Start("logs", "-f", "web"), events = Start("events", "-f", "web");
        follower.WaitForOutput("ready");
        Drover("signal", "USR1", "web").ShouldBe(new ProgramResult(0, "", ""));
        follower.WaitForOutput("got it\n");
        Drover("restart", "web").ShouldBe(new ProgramResult(0, "web\n", ""));
        Drover("stop", "web").ShouldBe(new ProgramResult(0, "web\n", ""));
        State.Alive().Count(process => process.Command == "sleep").ShouldBe(0);
        follower.WaitForEnd().Status.ShouldBe(0);
        events.WaitForOutput("outcome=stopped");
        Drover("wait", "web").ShouldBe(new ProgramResult(143, "143\n", ""));
        Drover("inspect", "web").Output.ShouldContain(State.Path);
        Drover("rm", "web").Status.ShouldBe(0);
        State.Store.Ids().ShouldBeEmpty();
    }

    [Fact]
    public void Run_with_a_terminal_is_attached_to_left_and_attached_to_again()
    {
        Drover("run", "-d", "--pty", "yes", "--name", "chat", "sh", "-c", "echo ready; while read line; do echo \"got $line\"; done").Status.ShouldBe(0);
        using (TerminalProgram first = StartOnTerminal("attach", "chat"))
        {
            first.WaitForScreen("ready");
            first.WaitUntilRaw();
            first.Type("one\r");
            first.WaitForScreen("got one");
            first.Type(Detach);
            first.WaitForEnd().ShouldBe(0);
        }
        using TerminalProgram second = StartOnTerminal("attach", "chat");
        second.WaitForScreen("got one");
        second.WaitUntilRaw();
        second.Type("two\r");
        second.WaitForScreen("got two");
        Drover("stop", "chat").ShouldBe(new ProgramResult(0, "chat\n", ""));
        second.WaitForEnd().ShouldBe(143);
        State.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void Foreground_run_is_followed_and_signalled()
    {
        Drover("run", "--", "sh", "-c", "echo out; echo err >&2; exit 7").ShouldBe(new ProgramResult(7, "out\n", "err\n"));
        using LiveProgram drover = Start("run", "sh", "-c", "trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.02; done");
        drover.WaitForOutput("ready");
        drover.Signal(Engine.Signals.Signal.TERM);
        ProgramResult result = drover.WaitForEnd();
        (result.Status, result.Output).ShouldBe((9, "ready\nbye\n"));
    }
}
