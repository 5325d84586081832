using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Engine.Pipelines;
using Drover.Engine.Signals;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover stop</c>.</summary>
internal static class StopCommand
{
    private const string Description =
        """
        Stops runs and returns when nothing of them is left: the first signal goes to every process of the tree; whoever is still there when the grace is over
        gets SIGKILL. A run that has ended already is no error. Exit status 125 when processes could not be ended; their pids are named.
        """;

    private const string Examples =
        """
        drover stop build
        drover stop --grace 1m --signal INT db
        drover stop --label team=web
        drover stop --all
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("stop", "Stop runs and wait until nothing of them is left.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("stop", Description);
        Argument<string[]> runs = OptionOf.Runs(optional: true);
        Option<string> grace = OptionOf.Text("--grace", "TIME", "How long the whole tree may take. Default: the run's own.", "-g");
        Option<string> signal = OptionOf.Text("--signal", "SIGNAL", "The first signal. Default: the run's own.", "-s");
        Option<bool> all = OptionOf.Flag("--all", "All live runs.", "-a");
        Option<string[]> label = OptionOf.List("--label", "KEY[=VALUE]", "All live runs with the label; may be given several times.", "-l");
        Option<bool> json = OptionOf.Json();
        command.Arguments.Add(runs);
        foreach (Option option in (Option[])[grace, signal, all, label, json]) command.Options.Add(option);
        command.SetAction(parse =>
        {
            TimeSpan? time = parse.GetValue(grace) is { } g ? DurationText.Parse(g, "--grace") : null;
            Signal? first = parse.GetValue(signal) is { } s ? SignalText.Parse(s, "--signal") : null;
            using var store = new RunStore();
            using var chosen = RunChoice.Open(store, "stop", parse.GetValue(runs) ?? [], parse.GetValue(all), parse.GetValue(label) ?? []);
            return Stopping.StopAll(store, chosen, run => Policy(run, first, time), parse.GetValue(json));
        });
        return command;
    }

    private static StopPolicy? Policy(Run run, Signal? signal, TimeSpan? grace)
    {
        if (signal is null && grace is null) return null;
        if (signal is not null && grace is not null) return new StopPolicy(signal.Value, grace.Value);
        RunSpec spec = run.ReadSpec();
        return new StopPolicy(signal ?? spec.StopSignal, grace ?? spec.Grace);
    }
}
