using System.Text.Json;
using System.Text.RegularExpressions;

namespace Drover.Shell.Tests.Interactive;

/// <summary>The job built-ins, job ids and notices.</summary>
public sealed class JobTests
{
    [Fact]
    public void End_is_said_once_before_the_next_prompt()
    {
        using var shell = new InteractiveShell();
        shell.Run("(exit 3) & echo $! >pid; wait $!; echo $?").ShouldMatch(@"^\[1\] \d+\n3\n$");
        shell.Run("sh -c 'exit 4' & cat /proc/$!/stat >/dev/null 2>&1; while kill -0 $! 2>/dev/null; do :; done").ShouldMatch(@"\[1\] \+ Done\(4\)          sh -c 'exit 4'\n$");
        shell.Run("jobs; wait $!; echo $?; wait $!; echo $?").ShouldBe("4\n4\n");
    }

    [Fact]
    public void End_is_said_at_once_with_set_b()
    {
        using var shell = new InteractiveShell();
        shell.Run("set -b; mkfifo fifo; cat fifo >/dev/null &");
        shell.Type("");
        using (var fifo = new FileStream(shell.Directory["fifo"], FileMode.Open, FileAccess.Write)) fifo.WriteByte((byte)'x');
        shell.WaitForText("\n[1] + Done             cat fifo >/dev/null\nP> ");
        shell.Run("jobs").ShouldBe("");
    }

    [Fact]
    public void Job_ids_mean_what_posix_says()
    {
        using var shell = new InteractiveShell();
        shell.Run("sleep 101 & sleep 102 & sleep 103 &");
        Pids(shell, "%1").ShouldBe(Pids(shell, "%?101"));
        Pids(shell, "%+").ShouldBe(Pids(shell, "%3"));
        Pids(shell, "%%").ShouldBe(Pids(shell, "%3"));
        Pids(shell, "%-").ShouldBe(Pids(shell, "%2"));
        Pids(shell, "'%sleep 102'").ShouldBe(Pids(shell, "%2"));
        shell.Run("jobs %sleep").ShouldBe("sh: jobs: %sleep: more than one job matches\n");
        shell.Run("jobs %9; echo $?").ShouldBe("sh: jobs: %9: no such job\n1\n");
        shell.Run("kill %1 %2 %3; wait; jobs").ShouldBe("");
    }

    [Fact]
    public void Jobs_shows_what_it_is_asked_for()
    {
        using var shell = new InteractiveShell();
        shell.Run("sleep 101 & sleep 102 | cat & sleep 103 &");
        shell.Run("kill -s STOP %3");
        shell.WaitFor(() => shell.Run("jobs -s").Contains("[3] + Stopped (SIGSTOP) sleep 103\n", StringComparison.Ordinal));
        shell.Run("jobs -r").ShouldBe("[1]   Running          sleep 101 &\n[2] - Running          sleep 102 | cat &\n");
        Regex.Count(shell.Run("jobs -p"), @"^\d+$", RegexOptions.Multiline).ShouldBe(3);
        shell.Run("jobs -l %1").ShouldMatch(@"^\[1\]   \d+ Running          sleep 101 &\n$");
        shell.Run("jobs -n").ShouldBe("");
        shell.Run("jobs | wc -l").Trim().ShouldBe("3");
        using JsonDocument json = JsonDocument.Parse(shell.Run("jobs --json"));
        json.RootElement.EnumerateArray().Select(job => job.GetProperty("state").GetString()).ShouldBe(["running", "running", "stopped"]);
        json.RootElement[1].GetProperty("processes").GetArrayLength().ShouldBe(2);
        shell.Run("kill $(jobs -p)");
        shell.WaitFor(() => shell.Others().Count == 1);
        shell.Run("kill %3");
        shell.WaitFor(() => shell.Others().Count == 0);
    }

    [Fact]
    public void Kill_says_for_each_target_what_went_wrong()
    {
        using var shell = new InteractiveShell();
        shell.Run("sleep 100 &");
        shell.Run("kill %7 99999999 x %1; echo $?; wait").ShouldBe("sh: kill: %7: no such job\nsh: kill: 99999999: No such process\nsh: kill: x: not a process or job id\n1\n");
        shell.Run("kill -l 143; kill -l 9; kill -l TERM").ShouldBe("TERM\nKILL\n15\n");
    }

    [Fact]
    public void Disowned_job_is_nobodys()
    {
        using var shell = new InteractiveShell();
        shell.Run("sleep 100 & disown; jobs; wait");
        shell.Others().Count(process => process.Command == "sleep").ShouldBe(1);
        shell.Run("disown").ShouldBe("sh: disown: %+: no such job\n");
    }

    [Fact]
    public void Wait_takes_the_first_that_ends()
    {
        using var shell = new InteractiveShell();
        shell.Run("sleep 100 & (exit 5) & wait -n -p which; echo $? $((which == $!))").ShouldEndWith("5 1\n");
        shell.Run("wait -t 0.01; echo $?").ShouldBe("124\n");
        shell.Run("kill %1; wait %1; echo $?").ShouldBe("143\n");
    }

    [Fact]
    public void Number_with_percent_sign_is_a_command()
    {
        using var shell = new InteractiveShell();
        shell.Run("sleep 100 &");
        shell.Type("%1\n");
        shell.WaitForProgram("sleep");
        shell.Press("\x03");
        shell.Run("jobs").ShouldBe("");
    }

    [Fact]
    public void Tree_and_stats_look_at_jobs()
    {
        using var shell = new InteractiveShell();
        shell.Run("(sleep 100; :) &");
        // The copy of the shell is there before it has started its program.
        shell.WaitFor(() => shell.Run("stats %1") is var stats && Regex.IsMatch(stats, @"(?s)^JOB .*\n%1 +2 +\d+ .*\(sleep 100; :\)\n$"));
        shell.Run("tree %1").ShouldMatch(@"(?s)^\[1\].*\n.*\n .*sleep 100\n$");
    }

    private static string Pids(InteractiveShell shell, string id) => shell.Run("jobs -p " + id);
}
