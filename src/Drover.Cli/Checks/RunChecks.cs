using Drover.Runs;

namespace Drover.Cli.Checks;

/// <summary>Whether something is wrong with the runs that there are.</summary>
internal static class RunChecks
{
    /// <summary>The findings.</summary>
    public static IEnumerable<Finding> All()
    {
        using var store = new RunStore();
        IReadOnlyList<RunStatus> runs = store.List();
        int live = runs.Count(static run => run.State != RunState.Ended);
        yield return Finding.Ok("runs", $"{live} live, {runs.Count - live} ended");
        RunStatus[] lost = [.. runs.Where(static run => run.Outcome == RunOutcome.Lost)];
        if (lost.Length > 0)
            yield return Finding.Warning("lost runs", $"{Names(lost)}: how they ended is not known", "'drover inspect RUN' says why; 'drover restart RUN' or 'drover restore' starts them again");
        foreach (RunStatus run in runs.Where(static run => !run.Leftovers.IsEmpty))
            yield return Finding.Warning("leftovers", $"run {run.Name ?? run.Id}: pids {string.Join(", ", run.Leftovers.Select(static l => l.Identity.Pid))} can't be ended", "a process in state D ends when its disk or server answers");
        RunStatus[] full = [.. runs.Where(static run => run.LogLostBytes > 0)];
        if (full.Length > 0) yield return Finding.Warning("lost output", $"{Names(full)}: some output could not be written", "make room in the state directory");
        string[] remains = [.. Directory.EnumerateDirectories(store.Directory, "removed-*")];
        if (remains.Length > 0) yield return Finding.Warning("remains", $"{remains.Length} half-removed runs in {store.Directory}", "drover prune --keep 1000000 removes them and no run");
    }

    private static string Names(RunStatus[] runs) => string.Join(", ", runs.Take(5).Select(static run => run.Name ?? run.Id)) + (runs.Length > 5 ? $" and {runs.Length - 5} more" : "");
}
