using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Engine.Pipelines;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover rm</c>.</summary>
internal static class RmCommand
{
    private const string Description =
        """
        Removes ended runs with all that was kept of them: output, exit status, events. With --force a live run is killed first, and one whose files are
        damaged is removed too.
        """;

    private const string Examples =
        """
        drover rm build
        drover rm --force build
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("rm", "Remove ended runs with their logs.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("rm", Description);
        Argument<string[]> runs = OptionOf.Runs();
        Option<bool> force = OptionOf.Flag("--force", "Kill live ones first.", "-f");
        command.Arguments.Add(runs);
        command.Options.Add(force);
        command.SetAction(parse =>
        {
            using var store = new RunStore();
            using var chosen = RunChoice.Open(store, "rm", parse.GetValue(runs) ?? [], all: false, []);
            int exitStatus = ExitStatus.Success;
            foreach (Run run in chosen.Runs)
            {
                bool isForced = parse.GetValue(force);
                if (isForced && !Kill(run))
                {
                    exitStatus = ExitStatus.Failure;
                    continue;
                }
                try
                {
                    // Of one whose files are damaged, what is whole may still be wanted: that is said first.
                    if (!isForced) _ = run.ReadStatus();
                    store.Remove(run);
                    StandardOutput.Line(run.Id);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    StandardError.Line(e.Message);
                    exitStatus = ExitStatus.Failure;
                }
            }
            return exitStatus;
        });
        return command;
    }

    private static bool Kill(Run run)
    {
        if (!run.IsHeld) return true;
        try
        {
            if (Endings.ReportLeftovers(run.Stop(StopPolicy.Kill))) return false;
        }
        catch (RunException)
        {
            // Its files are damaged; that it is not held any more is what counts.
        }
        return true;
    }
}
