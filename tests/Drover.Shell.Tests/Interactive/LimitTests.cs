using System.Diagnostics;
using Drover.Engine.ControlGroups;
using Drover.Shell.Tests.Scripts;
using Drover.Testing;

namespace Drover.Shell.Tests.Interactive;

/// <summary><c>limit</c>: one pipeline within limits, and nothing of it afterwards.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Status_and_streams_are_those_of_the_pipeline()
    {
        ShellRun.Drover("-c", "echo in | limit --timeout 1m -- cat; echo $?").ShouldBe(new ShellRun(0, "in\n0\n"));
        ShellRun.Drover("-c", "limit --timeout 1m -- printf 'b\\na\\n' | sort | { cat; exit 7; }; echo $?").ShouldBe(new ShellRun(0, "a\nb\n7\n"));
        ShellRun.Drover("-c", "f() { echo f $1; return 3; }; limit --timeout 1m -- f x; echo $?; x=$(limit --timeout 9s -- echo y | cat); echo $x").ShouldBe(new ShellRun(0, "f x\n3\ny\n"));
    }

    [Fact]
    public void Time_that_is_over_ends_all_that_it_started()
    {
        string mark = "DROVER_LIMIT_TEST_" + Guid.NewGuid().ToString("N");
        long start = Stopwatch.GetTimestamp();
        ShellRun run = ShellRun.Drover("-c", $"export {mark}=1; limit --timeout 300ms --grace 100ms -- sh -c 'setsid sleep 1000 & (trap \"\" TERM; sleep 1000; sleep 1000) & env -i sleep 1000 & sleep 1000' | cat; echo $?", "script");
        run.Output.ShouldBe("script: line 1: limit: it took longer than 0.3 seconds and was ended\n124\n");
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        ProcessTable.WithEnvironment(mark).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_pipeline_leaves_behind_is_ended_with_it()
    {
        string mark = "DROVER_LIMIT_TEST_" + Guid.NewGuid().ToString("N");
        ShellRun.Drover("-c", $"export {mark}=1; limit --grace 1s -- sh -c 'setsid sleep 1000 >/dev/null 2>&1 & echo done'").ShouldBe(new ShellRun(0, "done\n"));
        ProcessTable.WithEnvironment(mark).ShouldBeEmpty();
    }

    [Fact]
    public void Processor_time_is_limited() =>
        ShellRun.Drover("-c", "limit --cpu 1s -- sh -c 'while :; do :; done'; echo $?").Output.ShouldEndWith("152\n");

    [Fact]
    public void Memory_is_limited() =>
        ShellRun.Drover("-c", "limit --memory 100M -- python3 -c 'x = bytearray(300 << 20)' 2>/dev/null; echo $?").Output.ShouldMatch("(^|\n)(1|137)\n$");

    [Fact]
    public void Number_of_processes_is_limited_or_refused()
    {
        ShellRun run = ShellRun.Drover("-c", "limit --pids 3 -- sh -c 'sleep 0 & sleep 0 & sleep 0 & sleep 0 & sleep 0 & wait' 2>&1; echo $?", "script");
        if (ControlGroupHierarchy.Detect()[ControllerKind.Pids].Obstacle is null) run.Output.ShouldContain("fork");
        else run.Output.ShouldMatch("^script: line 1: limit: The limits can't be set up: .*\n125\n$");
    }

    [Theory]
    [InlineData("limit", "write -- before the command")]
    [InlineData("limit --timeout 1m echo", "echo: write -- before the command")]
    [InlineData("limit --timeout soon -- echo", "--timeout: 'soon' is no duration: write 90s, 5m, 1h30m or 500ms")]
    [InlineData("limit --memory much -- echo | cat", "--memory: 'much' is no size: write 512M, 1G or bytes")]
    [InlineData("limit --speed 3 -- echo", "--speed: unknown option (there are --timeout, --grace, --memory, --cpu, --cpus and --pids)")]
    public void Mistake_says_what_to_write(string command, string message) => ShellRun.Drover("-c", $"{command}; echo $?", "script").Output.ShouldBe($"script: line 1: limit: {message}\n2\n");

    [Fact]
    public void It_is_a_job_like_any_other()
    {
        using var shell = new InteractiveShell();
        shell.Run("limit --timeout 1h -- sleep 1000 | cat &").ShouldMatch(@"^\[1\] \d+\n$");
        shell.WaitFor(() => shell.Others().Any(process => process.Command == "sleep"));
        shell.Run("kill %1; wait %1; echo $?").ShouldContain("143\n");
        shell.WaitFor(() => shell.Others().Count == 0);
        shell.Type("limit --timeout 1h -- sleep 1000 | cat\n");
        shell.WaitFor(() => shell.Others().Any(process => process.Command == "sleep"));
        shell.Press("\x1a").ShouldContain("Stopped (SIGTSTP)");
        shell.Type("fg\n");
        shell.WaitForProgram("drover");
        shell.Press("\x03").ShouldEndWith("^C\n");
        shell.WaitFor(() => shell.Others().Count == 0);
    }

    [Fact]
    public void Posix_mode_has_no_such_command() => ShellRun.Sh("-c", "limit -- echo 2>/dev/null; echo $?").ShouldBe(new ShellRun(0, "127\n"));
}
