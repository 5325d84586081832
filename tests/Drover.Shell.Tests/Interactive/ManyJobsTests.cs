using System.Globalization;
using Drover.Testing;

namespace Drover.Shell.Tests.Interactive;

/// <summary>Many jobs and long pipelines: nothing is lost, and nothing stays behind.</summary>
public sealed class ManyJobsTests
{
    [Fact]
    public void Thousand_jobs_at_once_are_all_told_of_once()
    {
        using var shell = new InteractiveShell();
        string[] before = DescriptorsOf(shell);
        File.WriteAllText(shell.Directory["many"], "i=0\nwhile [ $i -lt 1000 ]; do sleep 1000 & i=$((i+1)); done 2>/dev/null\n");
        shell.Run(". ./many");
        shell.Run("jobs | wc -l").Trim().ShouldBe("1000");
        shell.Run("jobs -r | grep -c Running").ShouldBe("1000\n");
        shell.Run("set +m; kill $(jobs -p); set -m");
        shell.WaitFor(() => !shell.Others().Any(process => process.Command == "sleep"));
        shell.WaitFor(() => shell.Run("jobs -p | wc -l").Trim() == "0");
        // Each end was said exactly once, before some prompt.
        string[] told = [.. shell.Screen.Split('\n').Where(line => line.Contains("] ", StringComparison.Ordinal) && line.EndsWith("Terminated       sleep 1000", StringComparison.Ordinal))];
        told.Select(line => int.Parse(line.AsSpan(line.LastIndexOf('[') + 1, line.IndexOf(']', StringComparison.Ordinal) - line.LastIndexOf('[') - 1), CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(1, 1000));
        NothingIsLeft(shell, before);
    }

    [Fact]
    public void Thousand_jobs_are_waited_for()
    {
        using var shell = new InteractiveShell();
        string[] before = DescriptorsOf(shell);
        File.WriteAllText(shell.Directory["many"], "i=0\nwhile [ $i -lt 1000 ]; do (exit $((i % 7))) & p=\"$p $!\" i=$((i+1)); done 2>/dev/null\nsum=0\nfor q in $p; do wait $q; sum=$((sum+$?)); done\necho $sum\n");
        shell.Run(". ./many").ShouldBe(Enumerable.Range(0, 1000).Sum(i => i % 7).ToString(CultureInfo.InvariantCulture) + "\n");
        shell.Run("jobs").ShouldBe("");
        NothingIsLeft(shell, before);
    }

    [Fact]
    public void Long_pipeline_holds_three_descriptors_at_a_time()
    {
        using var shell = new InteractiveShell();
        shell.Run("echo warm | cat | cat");
        string[] before = DescriptorsOf(shell);
        string script = "ulimit -Sn; " + string.Concat(Enumerable.Repeat("cat | ", 199)) + "wc -c\n";
        File.WriteAllText(shell.Directory["long"], "head -c 1000000 /dev/zero | " + script[(script.IndexOf(';', StringComparison.Ordinal) + 2)..]);
        // With room for three descriptors more than it holds, and one pidfd for each process, there is no other way.
        int highest = before.Max(line => int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture));
        shell.Run($"ulimit -Sn {highest + 1 + 201 + 8}");
        shell.Run(". ./long").Trim().ShouldBe("1000000");
        int most = 0;
        shell.Type(". ./long\n");
        shell.WaitFor(() =>
        {
            most = Math.Max(most, shell.Descriptors().Count(line => line.Contains("pipe:", StringComparison.Ordinal)));
            return shell.Answer.EndsWith("P> ", StringComparison.Ordinal);
        });
        most.ShouldBeLessThanOrEqualTo(3);
        NothingIsLeft(shell, before);
    }

    [Fact]
    public void Interrupted_long_pipeline_leaves_nothing()
    {
        using var shell = new InteractiveShell();
        shell.Run("echo warm | cat | cat");
        string[] before = DescriptorsOf(shell);
        File.WriteAllText(shell.Directory["long"], "sleep 1000 | " + string.Concat(Enumerable.Repeat("cat | ", 198)) + "cat\n");
        shell.Type(". ./long\n");
        shell.WaitFor(() => shell.Others().Count(process => process.Command == "cat") == 199);
        shell.Press("\x1a").ShouldContain("Stopped (SIGTSTP)");
        shell.Run("bg >/dev/null");
        shell.Run("kill %1; wait %1; echo $?").ShouldEndWith("143\n");
        NothingIsLeft(shell, before);
    }

    // Once it has read a line it has what it needs for that; at its first prompt it may not yet.
    private static string[] DescriptorsOf(InteractiveShell shell)
    {
        _ = shell.Run(":");
        return shell.Descriptors();
    }

    private static void NothingIsLeft(InteractiveShell shell, string[] descriptors)
    {
        shell.WaitFor(() => ProcessTable.ChildrenOf(shell.Pid).Count == 0);
        shell.Descriptors().Except(descriptors).ShouldBeEmpty();
        shell.Others().ShouldBeEmpty();
    }
}
