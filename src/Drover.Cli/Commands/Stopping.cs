using Drover.Cli.Printing;
using Drover.Engine.Pipelines;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary>Stops several runs side by side.</summary>
internal static class Stopping
{
    /// <summary>Stops all of them, prints those of which nothing is left, names what could not be ended, and returns the exit status.</summary>
    /// <param name="store">The store they are from.</param>
    /// <param name="chosen">The runs.</param>
    /// <param name="policyOf">How each is stopped; null for as its spec says.</param>
    /// <param name="json">Whether to print their statuses as JSON.</param>
    public static int StopAll(RunStore store, RunChoice chosen, Func<Run, StopPolicy?> policyOf, bool json)
    {
        List<RunStatus> statuses = [];
        // Nearly always one group: only half a policy on the command line leaves the other half to each spec.
        foreach (IGrouping<StopPolicy?, Run> alike in chosen.Runs.GroupBy(policyOf)) statuses.AddRange(store.StopAll([.. alike], alike.Key));
        int exitStatus = ExitStatus.Success;
        foreach (RunStatus status in statuses)
            if (Endings.ReportLeftovers(status)) exitStatus = ExitStatus.Failure;
        if (json) JsonOutput.Write(writer => RunStatusesJson.Write(writer, statuses));
        else StandardOutput.Write(string.Concat(statuses.Where(static s => s.Leftovers.IsEmpty).Select(static s => (s.Name ?? s.Id) + "\n")));
        return exitStatus;
    }
}
