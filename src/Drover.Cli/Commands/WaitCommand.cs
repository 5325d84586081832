using System.CommandLine;
using System.Globalization;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover wait</c>.</summary>
internal static class WaitCommand
{
    private const string Description =
        """
        Waits until runs have ended, prints the exit status of each on a line, in the order given, and exits with that of the last. A run that has ended
        already counts at once. The statuses are those of 'drover run': 128+N for signal N, 124 for a timeout, 125 for a lost run.
        """;

    private const string Examples =
        """
        drover wait build && drover run -d --name deploy -- ./deploy
        drover wait a b c
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("wait", "Wait until runs have ended; give the exit status of the last.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("wait", Description);
        Argument<string[]> runs = OptionOf.Runs();
        Option<bool> json = OptionOf.Json();
        command.Arguments.Add(runs);
        command.Options.Add(json);
        command.SetAction(parse =>
        {
            using var store = new RunStore();
            using var chosen = RunChoice.Open(store, "wait", parse.GetValue(runs) ?? [], all: false, []);
            List<RunStatus> statuses = [];
            foreach (Run run in chosen.Runs)
            {
                RunStatus status = run.Wait();
                statuses.Add(status);
                if (!parse.GetValue(json)) StandardOutput.Line(status.ExitStatus.ToString(CultureInfo.InvariantCulture));
            }
            if (parse.GetValue(json)) JsonOutput.Write(writer => RunStatusesJson.Write(writer, statuses));
            return statuses[^1].ExitStatus;
        });
        return command;
    }
}
