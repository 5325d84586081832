using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover ps</c>.</summary>
internal static class PsCommand
{
    private const string Description =
        """
        Lists runs: those that are live, or all with -a. The state tells how a run ended and when: 'exited 0 3h ago', 'killed SIGSEGV', 'stopped', 'timed out',
        'lost (reboot)'. Only files are read; no run is asked.
        """;

    private const string Examples =
        """
        drover ps                               live runs
        drover ps -a --filter state=lost        lost ones
        drover ps -a --filter label=team=web --filter name='build*'
        drover stop $(drover ps -q --filter label=team=web)
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("ps", "List runs.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("ps", Description);
        Option<bool> all = OptionOf.Flag("--all", "Also those that have ended.", "-a");
        Option<string[]> filter = OptionOf.List("--filter", "KIND=VALUE", "label=KEY[=VALUE], state=STATE or name=NAME (* stands for any text). May be given several times.", "-f");
        Option<bool> quiet = OptionOf.Flag("--quiet", "Only ids.", "-q");
        Option<bool> json = OptionOf.Json();
        foreach (Option option in (Option[])[all, filter, quiet, json]) command.Options.Add(option);
        command.SetAction(parse =>
        {
            RunFilter filters = RunFilter.Parse(parse.GetValue(filter) ?? []);
            bool withEnded = parse.GetValue(all) || filters.AsksForEnded;
            using var store = new RunStore();
            List<RunStatus> runs = [];
            foreach (RunStatus status in withEnded ? store.List() : store.ListLive())
                if (filters.Matches(status)) runs.Add(status);
            if (parse.GetValue(json)) JsonOutput.Write(writer => RunStatusesJson.Write(writer, runs));
            else if (parse.GetValue(quiet)) StandardOutput.Write(string.Concat(runs.Select(static run => run.Id + "\n")));
            else PrintTable(runs, TimeProvider.System.GetUtcNow());
            return ExitStatus.Success;
        });
        return command;
    }

    private static void PrintTable(List<RunStatus> runs, DateTimeOffset now)
    {
        var table = new TextTable("NAME", "ID", "STATE", "COMMAND");
        foreach (RunStatus run in runs) table.Add(run.Name ?? "-", run.Id, StateText.Of(run, now), run.Command);
        table.Print();
    }
}
