using System.Text;
using Drover.Shell.Sessions;
using Drover.Testing;

namespace Drover.Shell.Tests.Sessions;

/// <summary>Evaluating text in a session.</summary>
public sealed class EvaluationTests
{
    [Theory]
    [InlineData("echo hi", "hi\n", 0)]
    [InlineData("printf '%s|' a b", "a|b|", 0)]
    [InlineData("/bin/echo hi", "hi\n", 0)]
    [InlineData("false", "", 1)]
    [InlineData("sh -c 'exit 7'", "", 7)]
    [InlineData("echo a | cat | cat", "a\n", 0)]
    [InlineData("{ echo a; echo b; } | sort -r", "b\na\n", 0)]
    [InlineData("(echo sub; exit 3)", "sub\n", 3)]
    [InlineData("(/bin/echo sub; exit 3)", "sub\n", 3)]
    [InlineData("echo $(echo in)", "in\n", 0)]
    [InlineData("echo $(/bin/echo in)", "in\n", 0)]
    [InlineData("echo $(/bin/echo a; /bin/echo b)", "a b\n", 0)]
    [InlineData("x=1; (x=2; /bin/true); echo $x", "1\n", 0)]
    [InlineData("f() { echo f$1; }; f 1 | cat", "f1\n", 0)]
    [InlineData("f() { local x=5; (echo $x; return 4); }; f; echo $?", "5\n4\n", 0)]
    [InlineData("a=(1 'x y' 3); echo \"${a[1]}\" | cat", "x y\n", 0)]
    [InlineData("cat <<E | tr a-z A-Z\nhere $((1+1))\nE", "HERE 2\n", 0)]
    [InlineData("set -- p q; echo \"$#$1$2$0\" | cat", "2pqsh\n", 0)]
    [InlineData("alias e='echo aliased'\ne | cat", "aliased\n", 0)]
    [InlineData("alias e='echo aliased'\necho $(e; /bin/true)", "aliased\n", 0)]
    [InlineData("while read -r l; do echo \"<$l>\"; done <<E\na\nb\nE", "<a>\n<b>\n", 0)]
    [InlineData("printf '1\\n2\\n' | while read -r l; do echo \"<$l>\"; done", "<1>\n<2>\n", 0)]
    [InlineData("exec 3>&1; echo three >&3; exec 3>&-", "three\n", 0)]
    [InlineData("! true", "", 1)]
    [InlineData("sh -c 'kill -9 $$'", "", 137)]
    [InlineData("umask 027; umask | cat; umask", "0027\n0027\n", 0)]
    [InlineData("", "", 0)]
    public async Task It_gives_output_and_status(string text, string output, int status)
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync(text);
        result.Error.ShouldBe("");
        result.Output.ShouldBe(output);
        result.ExitStatus.ShouldBe(status);
    }

    [Fact]
    public async Task State_is_kept_between_evaluations()
    {
        using var directory = new TemporaryDirectory();
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        await session.EvalAsync($"cd {directory.Path}; x=5; export y=6; f() {{ echo f; }}; false");
        (await session.EvalAsync("echo $?; echo $x; sh -c 'echo $y'; f; pwd")).Output.ShouldBe($"1\n5\n6\nf\n{directory.Path}\n");
        session.WorkingDirectory.ShouldBe(directory.Path);
        (await session.GetVariableAsync("x")).ShouldBe("5");
        await session.SetVariableAsync("z", "grün", export: true);
        (await session.EvalAsync("printenv z")).Output.ShouldBe("grün\n");
    }

    [Fact]
    public async Task Errors_go_to_the_error_and_never_throw()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("no-such-command-here");
        result.ExitStatus.ShouldBe(127);
        result.Error.ShouldContain("no-such-command-here: not found");
        ShellResult unset = await session.EvalAsync("echo ${missing?is missing}; echo not reached");
        unset.ExitStatus.ShouldNotBe(0);
        unset.Output.ShouldBe("");
        unset.Error.ShouldContain("is missing");
        (await session.EvalAsync("echo still here")).Output.ShouldBe("still here\n");
    }

    [Fact]
    public async Task A_command_that_is_missing_in_a_pipeline_leaves_the_others_running()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("no-such-command-here | wc -c; echo a | no-such-command-here");
        result.Output.Trim().ShouldBe("0");
        result.Error.ShouldContain("no-such-command-here: not found");
        result.ExitStatus.ShouldBe(127);
    }

    [Fact]
    public async Task A_text_that_is_no_program_throws_and_nothing_of_it_runs()
    {
        using var directory = new TemporaryDirectory();
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        var wrong = await Should.ThrowAsync<ShellSyntaxException>(() => session.EvalAsync($"touch {directory["made"]}\necho a ) b"));
        wrong.Line.ShouldBe(2);
        wrong.IsIncomplete.ShouldBeFalse();
        (await Should.ThrowAsync<ShellSyntaxException>(() => session.EvalAsync("if true"))).IsIncomplete.ShouldBeTrue();
        File.Exists(directory["made"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Input_comes_from_text_or_a_stream()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        (await session.EvalAsync("cat", new EvalOptions { Input = "text\n" })).Output.ShouldBe("text\n");
        byte[] large = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0123456789", 100_000)));
        (await session.EvalAsync("wc -c", new EvalOptions { InputStream = new MemoryStream(large) })).Output.Trim().ShouldBe("1000000");
        (await session.EvalAsync("head -c 3", new EvalOptions { InputStream = new MemoryStream(large) })).Output.ShouldBe("012");
        (await session.EvalAsync("cat")).Output.ShouldBe("");
    }

    [Fact]
    public async Task Output_is_copied_to_the_streams_of_the_session()
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        await using (ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { StandardOutput = output, StandardError = error }))
        {
            ShellResult result = await session.EvalAsync("echo out; echo err >&2; sh -c 'sleep 0.2; echo late' & wait $!");
            (result.Output, result.Error, result.ExitStatus).ShouldBe(("out\nJob started: 1", "err\n", 0));
        }
        Encoding.UTF8.GetString(output.ToArray()).ShouldBe("out\nlate\n");
        Encoding.UTF8.GetString(error.ToArray()).ShouldBe("err\n");
    }

    [Fact]
    public async Task It_returns_when_the_foreground_has_ended_and_not_when_the_pipe_is_closed()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("sh -c 'sleep 1000 & echo $!'").WaitAsync(TimeSpan.FromSeconds(30));
        int pid = int.Parse(result.Output, System.Globalization.CultureInfo.InvariantCulture);
        ProcessTable.IsAlive(pid).ShouldBeTrue();
        (await session.EvalAsync($"kill {pid}")).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task More_output_than_the_limit_is_dropped_and_said()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("head -c 1000000 /dev/zero | tr '\\0' x", new EvalOptions { MaxOutputBytes = 1000 });
        result.Output.ShouldBe(new string('x', 1000));
        result.Truncated.ShouldBeTrue();
        result.ExitStatus.ShouldBe(0);
        ShellResult ended = await session.EvalAsync("yes", new EvalOptions { MaxOutputBytes = 1000, StopAtOutputLimit = true });
        ended.Truncated.ShouldBeTrue();
        ended.TimedOut.ShouldBeFalse();
        ended.ExitStatus.ShouldBe(143);
    }

    [Fact]
    public async Task A_built_in_can_write_more_than_a_pipe_holds()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done");
        result.Output.Length.ShouldBe(220_000);
    }

    [Fact]
    public async Task Exit_ends_the_session_and_its_trap_runs()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("trap 'echo bye' EXIT; echo a; exit 4; echo b");
        result.Output.ShouldBe("a\nbye\n");
        result.ExitStatus.ShouldBe(4);
        result.EndedSession.ShouldBeTrue();
        session.ExitStatus.ShouldBe(4);
        await Should.ThrowAsync<ObjectDisposedException>(() => session.EvalAsync("echo c"));
    }

    [Fact]
    public async Task Exec_does_not_replace_the_host()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync("exec sh -c 'echo replaced; exit 3'");
        (result.Output, result.ExitStatus, result.EndedSession).ShouldBe(("replaced\n", 3, true));
    }

    [Fact]
    public async Task The_history_says_what_was_evaluated()
    {
        await using ShellSession session = await ShellHost.CreateSessionAsync(new SessionOptions { HistoryLength = 2 });
        await session.EvalAsync("true");
        await session.EvalAsync("sh -c 'exit 3'");
        await session.EvalAsync("sleep 0.01 &");
        session.History.Select(entry => (entry.Text, entry.ExitStatus)).ShouldBe([("sh -c 'exit 3'", 3), ("sleep 0.01 &", 0)]);
        session.History[1].Jobs.ShouldBe([1]);
    }
}
