using Drover.Cli.Arguments;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary>The runs that a verb was asked to work on, open.</summary>
internal sealed class RunChoice : IDisposable
{
    private RunChoice(List<Run> runs) => Runs = runs;

    /// <summary>The runs, each once.</summary>
    public IReadOnlyList<Run> Runs { get; }

    /// <summary>Opens the runs named; or all live ones, or all live ones with labels.</summary>
    /// <exception cref="CliException">Nothing was named.</exception>
    /// <exception cref="RunException">A run is not there: then none is touched.</exception>
    public static RunChoice Open(RunStore store, string verb, string[] references, bool all, string[] labels)
    {
        if (references.Length == 0 && !all && labels.Length == 0) throw new CliException($"{verb}: name a run, or give --all or --label. 'drover ps' lists live runs.");
        if (references.Length > 0 && (all || labels.Length > 0)) throw new CliException($"{verb}: runs by name can't go with --all or --label.");
        List<Run> runs = [];
        if (references.Length > 0)
        {
            foreach (string reference in references)
            {
                Run run = store.Open(reference);
                if (runs.Exists(r => r.Id == run.Id)) run.Dispose();
                else runs.Add(run);
            }
            return new RunChoice(runs);
        }
        RunFilter filter = RunFilter.Parse([]).WithLabels(labels, "--label");
        foreach (RunStatus status in store.ListLive())
            if (filter.Matches(status) && store.TryOpenId(status.Id) is { } run) runs.Add(run);
        return new RunChoice(runs);
    }

    /// <summary>Closes them.</summary>
    public void Dispose()
    {
        foreach (Run run in Runs) run.Dispose();
    }
}
