using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover prune</c>.</summary>
internal static class PruneCommand
{
    private const string Description =
        """
        Removes ended runs with their logs: all of them, or those that ended long ago (--older-than), or the oldest until the rest is small enough (--max-size).
        --keep spares the newest in any case. Live runs are never touched.
        """;

    private const string Examples =
        """
        drover prune --older-than 14d --keep 100
        drover prune --filter label=ci --dry-run
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("prune", "Remove old runs.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("prune", Description);
        Option<string> olderThan = OptionOf.Text("--older-than", "TIME", "Those that ended so long ago: 12h, 14d.");
        Option<string> maxSize = OptionOf.Text("--max-size", "SIZE", "The oldest, until the ended runs take at most so much: 500M, 10G.");
        Option<string> keep = OptionOf.Text("--keep", "N", "Keep the N that ended last, whatever else is asked for.");
        Option<string[]> filter = OptionOf.List("--filter", "KIND=VALUE", "Look only at those: label=KEY[=VALUE], state=STATE or name=NAME.", "-f");
        Option<bool> dryRun = OptionOf.Flag("--dry-run", "Only print which.");
        Option<bool> json = OptionOf.Json();
        foreach (Option option in (Option[])[olderThan, maxSize, keep, filter, dryRun, json]) command.Options.Add(option);
        command.SetAction(parse =>
        {
            RunFilter filters = RunFilter.Parse(parse.GetValue(filter) ?? []);
            var policy = new PrunePolicy
            {
                OlderThan = parse.GetValue(olderThan) is { } age ? DurationText.Parse(age, "--older-than") : null,
                MaxBytes = parse.GetValue(maxSize) is { } size ? SizeText.Parse(size, "--max-size") : null,
                KeepLatest = parse.GetValue(keep) is { } n ? (int)NumberText.Parse(n, "--keep", 0, int.MaxValue) : 0,
                Filter = filters.IsEmpty ? null : filters.Matches,
            };
            using var store = new RunStore();
            IReadOnlyList<PrunedRun> pruned = store.Prune(policy, parse.GetValue(dryRun));
            if (parse.GetValue(json)) JsonOutput.Write(writer => RunStatusesJson.Write(writer, pruned.Select(static p => p.Status)));
            else Print(pruned, parse.GetValue(dryRun));
            return ExitStatus.Success;
        });
        return command;
    }

    private static void Print(IReadOnlyList<PrunedRun> pruned, bool dryRun)
    {
        foreach (PrunedRun run in pruned) StandardOutput.Line(run.Status.Name is { } name ? $"{run.Status.Id} {name}" : run.Status.Id);
        string size = SizeText.Format(pruned.Sum(static p => p.Bytes));
        if (StandardOutput.IsTerminal) StandardError.Plain($"{pruned.Count} runs, {size}{(dryRun ? " would be freed" : " freed")}.");
    }
}
