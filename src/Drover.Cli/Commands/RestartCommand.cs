using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover restart</c>.</summary>
internal static class RestartCommand
{
    private const string Description =
        """
        Starts runs again, with the command, environment and options that they were started with; a live one is stopped first. It stays the same run: its id,
        name and log go on, with one attempt more.
        """;

    private const string Examples = "drover restart web";

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("restart", "Start runs again; live ones are stopped first.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("restart", Description);
        Argument<string[]> runs = OptionOf.Runs();
        command.Arguments.Add(runs);
        command.SetAction(parse =>
        {
            using var store = new RunStore();
            using var chosen = RunChoice.Open(store, "restart", parse.GetValue(runs) ?? [], all: false, []);
            int exitStatus = ExitStatus.Success;
            foreach (Run run in chosen.Runs)
            {
                RunStatus status = run.ReadStatus();
                if (status.State != RunState.Ended && Endings.ReportLeftovers(run.Stop()))
                {
                    exitStatus = ExitStatus.Failure;
                    continue;
                }
                exitStatus = Math.Max(exitStatus, StartAgain(store, run, status.Name));
            }
            return exitStatus;
        });
        return command;
    }

    /// <summary>Starts an ended run again, prints its name and returns the exit status.</summary>
    public static int StartAgain(RunStore store, Run run, string? name)
    {
        store.StartAgain(run);
        RunStatus status = run.ReadStatus();
        if (status is { State: RunState.Ended, Outcome: RunOutcome.StartFailed })
        {
            StandardError.Line(Endings.StartFailure(status));
            return status.ExitStatus;
        }
        StandardOutput.Line(name ?? run.Id);
        return ExitStatus.Success;
    }
}
