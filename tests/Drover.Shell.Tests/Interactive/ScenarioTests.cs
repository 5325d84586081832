using System.Text.RegularExpressions;

namespace Drover.Shell.Tests.Interactive;

/// <summary>The commands that a session must be able to do, entered at a prompt and as scripts.</summary>
public sealed class ScenarioTests
{
    private const string Make = "make() { echo \"make $1\"; case $1 in clean) return $c;; build) return $b;; esac; }";

    public static TheoryData<int, int, string> TruthCombinations => new()
    {
        { 0, 0, "make clean\nmake build\n" },
        { 0, 1, "make clean\nmake build\nBuild failed\n" },
        { 1, 0, "make clean\nBuild failed\n" },
        { 1, 1, "make clean\nBuild failed\n" },
    };

    [Fact]
    public void Listing_is_filtered()
    {
        using var shell = new InteractiveShell();
        foreach (string name in (string[])["a.ex", "b.exs", "c.txt"]) File.WriteAllText(shell.Directory[name], "");
        shell.Run("ls | grep .ex").ShouldBe("a.ex\nb.exs\n");
        Scripts.ShellRun.Drover("-c", "touch a.ex b.exs c.txt; ls | grep .ex").ShouldBe(new Scripts.ShellRun(0, "a.ex\nb.exs\n"));
    }

    [Fact]
    public void Search_in_the_background_returns_at_once()
    {
        using var shell = new InteractiveShell();
        // /proc is read for ever if it is not left out; what matters is that the prompt comes first.
        shell.Run("find / -name '*.log' 2>/dev/null >found &").ShouldMatch(@"^\[1\] \d+\n$");
        shell.Run("jobs").ShouldMatch(@"^\[1\] \+ (Running          find / -name '\*\.log' 2>/dev/null >found &|Done.*)\n$");
        shell.Run("kill %1 2>/dev/null; wait; echo $?").ShouldEndWith("0\n");
        Scripts.ShellRun.Drover("-c", "find / -name '*.log' 2>/dev/null >found & kill $! 2>/dev/null; wait $!; case $? in 0|1|143) echo well;; esac").ShouldBe(new Scripts.ShellRun(0, "well\n"));
    }

    [Fact]
    public void Pids_go_into_a_file()
    {
        using var shell = new InteractiveShell();
        shell.Run("ps aux | grep drover | awk '{print $2}' > pids.txt").ShouldBe("");
        Regex.Matches(File.ReadAllText(shell.Directory["pids.txt"]), @"^\d+$", RegexOptions.Multiline).Select(match => int.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture)).ShouldContain(shell.Pid);
        Scripts.ShellRun.Drover("-c", "ps aux | grep drover | awk '{print $2}' > pids.txt; grep -c -x $$ pids.txt").ShouldBe(new Scripts.ShellRun(0, "1\n"));
    }

    [Fact]
    public void Long_task_is_killed_by_its_job_id()
    {
        using var shell = new InteractiveShell();
        shell.Run("long_task() { sleep 1000; }");
        shell.Run("long_task &").ShouldMatch(@"^\[1\] \d+\n$");
        shell.Run("jobs").ShouldBe("[1] + Running          long_task &\n");
        shell.Run("kill %1; wait %1; echo $?").ShouldEndWith("143\n");
        shell.Run("jobs").ShouldBe("");
        shell.WaitFor(() => shell.Others().Count == 0);
        Scripts.ShellRun.Drover("-c", "long_task() { exec sleep 1000; }; long_task & jobs; kill %1; wait %1; echo $?").Output.ShouldBe("[1] + Running          long_task &\n143\n");
    }

    [Theory]
    [MemberData(nameof(TruthCombinations))]
    public void Build_says_when_it_failed(int clean, int build, string expected)
    {
        const string command = "make clean && make build || echo 'Build failed'";
        using var shell = new InteractiveShell();
        shell.Run(Make);
        shell.Run($"c={clean} b={build}");
        shell.Run(command).ShouldBe(expected);
        Scripts.ShellRun.Drover("-c", $"c={clean} b={build}; {Make}; {command}").ShouldBe(new Scripts.ShellRun(0, expected));
    }
}
