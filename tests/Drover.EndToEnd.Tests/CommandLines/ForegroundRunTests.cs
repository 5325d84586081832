using System.Text;
using Drover.Engine.Signals;
using Drover.Runs;
using Drover.Testing;

namespace Drover.EndToEnd.Tests.CommandLines;

/// <summary>drover run in the foreground, without a terminal: as if run by hand.</summary>
public sealed class ForegroundRunTests : CommandLineTest
{
    [Fact]
    public void Output_errors_and_status_are_the_commands() =>
        Drover("run", "--", "sh", "-c", "echo out; echo err >&2; exit 7").ShouldBe(new ProgramResult(7, "out\n", "err\n"));

    [Fact]
    public void Options_end_at_the_command() => Drover("run", "echo", "-d", "--name", "x").ShouldBe(new ProgramResult(0, "-d --name x\n", ""));

    [Theory]
    [InlineData(0, "true")]
    [InlineData(255, "sh", "-c", "exit 255")]
    [InlineData(137, "sh", "-c", "kill -KILL $$")]
    [InlineData(143, "sh", "-c", "kill -TERM $$")]
    public void Exit_status_is_that_of_the_command(int status, params string[] command) => Drover(["run", "--", .. command]).Status.ShouldBe(status);

    [Theory]
    [InlineData(127, "drover: no-such-program: command not found\n", "run", "no-such-program")]
    [InlineData(126, "drover: /etc/passwd: Permission denied\n", "run", "/etc/passwd")]
    [InlineData(125, "drover: working directory /no/such: No such file or directory\n", "run", "--cwd", "/no/such", "true")]
    [InlineData(125, "drover: --user: there is no user 'no-such-user'.\n", "run", "--user", "no-such-user", "true")]
    [InlineData(125, "drover: --timeout: 'soon' is no duration. Write 90s, 5m, 1h30m, 2d, 500ms or plain seconds.\n", "run", "--timeout", "soon", "true")]
    public void What_can_not_be_run_is_one_clear_line(int status, string error, params string[] arguments) =>
        Drover(arguments).ShouldBe(new ProgramResult(status, "", error));

    [Fact]
    public void Timeout_is_124()
    {
        ProgramResult result = Drover("run", "--timeout", "200ms", "sleep", "100");
        result.Status.ShouldBe(124);
        result.Error.ShouldContain("took longer than its timeout");
    }

    [Fact]
    public void Command_reads_no_more_of_our_input_than_it_wants() =>
        Shell("printf 'a\\nb\\nc\\n' | while read x; do drover run echo \"$x\"; done").Output.ShouldBe("a\nb\nc\n");

    [Fact]
    public void Input_of_a_pipe_run_is_forwarded_to_its_end()
    {
        byte[] input = new byte[3_000_000];
        new Random(1).NextBytes(input);
        string expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input));
        DroverWithInput(input, "run", "--stdin", "pipe", "sha256sum").Output.ShouldBe($"{expected}  -\n");
    }

    [Fact]
    public void Large_output_comes_whole_and_in_order()
    {
        ProgramResult result = Drover("run", "sh", "-c", "seq 1 400000; seq 1 100000 >&2");
        result.Output.ShouldBe(string.Concat(Enumerable.Range(1, 400_000).Select(static n => $"{n}\n")));
        result.Error.ShouldBe(string.Concat(Enumerable.Range(1, 100_000).Select(static n => $"{n}\n")));
    }

    [Fact]
    public void Both_streams_keep_their_order_in_one_file() =>
        // Two pipes have no common order: each line waits for the one before it.
        Shell("""
            f=$(mktemp); export f
            drover run sh -c "$(cat <<'END'
            seen() { until grep -q "$1" "$f"; do sleep 0.01; done; }
            for i in 1 2 3 4 5 6 7 8; do echo o$i; seen o$i; echo e$i >&2; seen e$i; done
            END
            )" >"$f" 2>&1
            cat "$f"; rm "$f"
            """).Output
            .ShouldBe(string.Concat(Enumerable.Range(1, 8).Select(static n => $"o{n}\ne{n}\n")));

    [Fact]
    public void Arguments_and_environment_are_passed_byte_for_byte()
    {
        // The shell makes bytes that are no UTF-8; what comes back is shown in hexadecimal.
        ProgramResult result = Shell("a=$(printf 'a\\377\\376z'); drover run -e \"X=$a\" -- sh -c 'printf \"%s|%s\" \"$1\" \"$X\"' - \"$a\" | od -An -tx1 | tr -d ' \\n'");
        result.Output.ShouldBe("61fffe7a7c61fffe7a");
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    public void Signals_are_passed_on(string name)
    {
        using LiveProgram drover = Start("run", "sh", "-c", $"trap 'echo got {name}; exit 9' {name}; echo ready; while :; do sleep 0.05; done");
        drover.WaitForOutput("ready");
        Signal.TryParse(name, out Signal signal).ShouldBeTrue();
        drover.Signal(signal);
        // The whole group gets it, so the shell may also say what became of its sleep.
        ProgramResult result = drover.WaitForEnd();
        (result.Status, result.Output).ShouldBe((9, $"ready\ngot {name}\n"));
    }

    [Fact]
    public void Second_interrupt_stops_the_whole_tree()
    {
        using LiveProgram drover = Start("run", "--grace", "5s", "sh", "-c", "trap '' INT; sleep 1000 & echo ready; wait");
        drover.WaitForOutput("ready");
        drover.Signal(Signal.INT);
        Eventually.IsTrue(() => TestStore.EventKinds(OnlyRun()).Contains("signal"));
        drover.HasEnded.ShouldBeFalse();
        drover.Signal(Signal.INT);
        drover.WaitForEnd().Status.ShouldBe(143);
        drover.Error.ShouldContain("stopping run");
        OnlyRun().ReadStatus().Outcome.ShouldBe(RunOutcome.Stopped);
        State.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void Hangup_that_is_ignored_stays_ignored()
    {
        using LiveProgram drover = Start("run", "--", "true");
        drover.WaitForEnd().Status.ShouldBe(0);
        ProgramResult result = Shell("(trap '' HUP; exec drover run sh -c 'echo ready; sleep 0.3; echo done') & pid=$!; sleep 0.1; kill -HUP $pid; wait $pid");
        result.ShouldBe(new ProgramResult(0, "ready\ndone\n", ""));
    }

    [Fact]
    public void Run_ends_when_nobody_reads_its_output()
    {
        ProgramResult result = Shell("drover run yes | head -1; drover wait $(drover ps -aq)");
        result.Output.ShouldStartWith("y\n");
        OnlyRun().ReadStatus().State.ShouldBe(RunState.Ended);
        State.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void Killed_follower_leaves_the_run_going()
    {
        using LiveProgram drover = Start("run", "sh", "-c", "echo ready; exec sleep 1000");
        drover.WaitForOutput("ready");
        drover.Signal(Signal.KILL);
        Eventually.IsTrue(() => drover.HasEnded);
        using Run run = OnlyRun();
        run.ReadStatus().State.ShouldBe(RunState.Running);
        Drover("stop", run.Id).ShouldBe(new ProgramResult(0, run.Id + "\n", ""));
    }

    [Fact]
    public void Killed_follower_takes_the_run_along_when_asked_to()
    {
        using LiveProgram drover = Start("run", "--kill-on-parent-exit", "sh", "-c", "echo ready; exec sleep 1000");
        drover.WaitForOutput("ready");
        drover.Signal(Signal.KILL);
        OnlyRun().Wait().Outcome.ShouldBe(RunOutcome.Stopped);
    }

    [Fact]
    public void Killed_shim_is_one_clear_line()
    {
        using LiveProgram drover = Start("run", "sh", "-c", "echo ready; exec sleep 1000");
        drover.WaitForOutput("ready");
        using Run run = OnlyRun();
        _ = run.ReadStatus().Shim.TrySignal(Signal.KILL.Number);
        ProgramResult result = drover.WaitForEnd();
        result.Status.ShouldBe(125);
        result.Error.ShouldStartWith($"drover: run {run.Id} was lost (its drover-shim was killed)");
        result.Error.ShouldEndWith("\n");
        result.Error.TrimEnd('\n').ShouldNotContain("\n");
        State.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void Restarted_command_is_followed_to_the_last_attempt()
    {
        using var directory = new TemporaryDirectory();
        ProgramResult result = Drover("run", "--restart", "on-failure:5", "--backoff", "10ms", "sh", "-c", $"echo x >> {directory["count"]}; n=$(wc -l < {directory["count"]}); echo attempt $n; test $n = 3");
        result.ShouldBe(new ProgramResult(0, "attempt 1\nattempt 2\nattempt 3\n", ""));
    }

    [Fact]
    public void Limits_umask_and_nice_reach_the_command() =>
        Drover("run", "--nofile", "32", "--umask", "027", "--nice", "5", "sh", "-c", "ulimit -n; umask; nice").Output.ShouldBe("32\n0027\n5\n");

    [Fact]
    public void Environment_comes_from_options_and_files()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["env"], "# comment\nA=from file\nB='quoted'\n", Encoding.UTF8.GetPreamble().Length == 0 ? Encoding.UTF8 : new UTF8Encoding(false));
        Drover("run", "--clear-env", "-e", "PATH", "--env-file", directory["env"], "-e", "A=from option", "sh", "-c", "echo \"$A|$B|$HOME\"").Output.ShouldBe("from option|'quoted'|\n");
    }
}
