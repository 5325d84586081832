using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Engine.Pipelines;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover kill</c>.</summary>
internal static class KillCommand
{
    private const string Description =
        """
        Ends every process of runs by SIGKILL, without grace, and returns when nothing of them is left. 'drover stop' lets them end by themselves first;
        'drover signal' sends another signal. Exit status 125 when processes could not be ended; their pids are named.
        """;

    private const string Examples =
        """
        drover kill build
        drover kill --label team=web
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("kill", "End whole process trees at once (SIGKILL).", Create, Examples);

    private static Command Create()
    {
        var command = new Command("kill", Description);
        Argument<string[]> runs = OptionOf.Runs(optional: true);
        Option<bool> all = OptionOf.Flag("--all", "All live runs.", "-a");
        Option<string[]> label = OptionOf.List("--label", "KEY[=VALUE]", "All live runs with the label; may be given several times.", "-l");
        Option<bool> json = OptionOf.Json();
        command.Arguments.Add(runs);
        foreach (Option option in (Option[])[all, label, json]) command.Options.Add(option);
        command.SetAction(parse =>
        {
            using var store = new RunStore();
            using var chosen = RunChoice.Open(store, "kill", parse.GetValue(runs) ?? [], parse.GetValue(all), parse.GetValue(label) ?? []);
            return Stopping.StopAll(store, chosen, static _ => StopPolicy.Kill, parse.GetValue(json));
        });
        return command;
    }
}
