using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover restore</c>.</summary>
internal static class RestoreCommand
{
    private const string Description =
        """
        Starts those runs again that a restart of the machine ended and that were started with --restart always. Meant to be called once after boot:
        samples/systemd has a unit. What was stopped on purpose stays stopped.
        """;

    private const string Examples =
        """
        drover restore --dry-run
        drover restore
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("restore", "After a reboot: start runs with '--restart always' again.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("restore", Description);
        Option<bool> dryRun = OptionOf.Flag("--dry-run", "Only print which.");
        command.Options.Add(dryRun);
        command.SetAction(parse =>
        {
            using var store = new RunStore();
            int exitStatus = ExitStatus.Success;
            foreach (RunStatus status in store.List())
            {
                if (!WasEndedByReboot(status) || status.Restart != RestartPolicy.Always) continue;
                if (parse.GetValue(dryRun))
                {
                    StandardOutput.Line(status.Name ?? status.Id);
                    continue;
                }
                using Run? run = store.TryOpenId(status.Id);
                if (run is null) continue;
                try
                {
                    exitStatus = Math.Max(exitStatus, RestartCommand.StartAgain(store, run, status.Name));
                }
                catch (RunException e)
                {
                    // One that can't be started keeps none of the others from it.
                    StandardError.Line(e.Message);
                    exitStatus = ExitStatus.Failure;
                }
            }
            return exitStatus;
        });
        return command;
    }

    private static bool WasEndedByReboot(RunStatus status) => status is { State: RunState.Ended, Outcome: RunOutcome.Lost, Reason: "reboot" };
}
