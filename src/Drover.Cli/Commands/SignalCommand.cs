using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Engine.Signals;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover signal</c>.</summary>
internal static class SignalCommand
{
    private const string Description =
        """
        Sends a signal to the process group of each run's command, or to every process of its tree (--tree). What the run does with it is the run's affair:
        'drover stop' is what makes sure that it ends. Exit status 125 when a run had ended already.
        """;

    private const string Examples =
        """
        drover signal HUP web
        drover signal USR1 --tree workers
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("signal", "Send a signal to runs.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("signal", Description);
        var signal = new Argument<string>("SIGNAL") { Arity = ArgumentArity.ExactlyOne, Description = "Its name or number: HUP, SIGUSR1, 10." };
        Argument<string[]> runs = OptionOf.Runs();
        Option<bool> tree = OptionOf.Flag("--tree", "Every process of the tree, not only the group of the command.", "-t");
        command.Arguments.Add(signal);
        command.Arguments.Add(runs);
        command.Options.Add(tree);
        command.SetAction(parse =>
        {
            Signal value = SignalText.Parse(parse.GetRequiredValue(signal), "signal");
            using var store = new RunStore();
            using var chosen = RunChoice.Open(store, "signal", parse.GetValue(runs) ?? [], all: false, []);
            int status = ExitStatus.Success;
            foreach (Run run in chosen.Runs)
            {
                if (run.Signal(value, parse.GetValue(tree))) continue;
                StandardError.Line($"run {run.Id} has ended: {value} was not sent.");
                status = ExitStatus.Failure;
            }
            return status;
        });
        return command;
    }
}
