using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Interactive;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover attach</c>.</summary>
internal static class AttachCommand
{
    private const string Description =
        """
        Connects this terminal to a live run: its last output is shown (a screenful of a run with a terminal, else 100 lines), then what comes; keys go to the run.
        Several may be attached at once; the latest sets the terminal's size. Ctrl-P Ctrl-Q detaches, and the run goes on. Of a run without a terminal
        input is sent line by line, if it was started with '--stdin pipe', and Ctrl-C detaches. When the run ends, its exit status is ours.
        """;

    private const string Examples =
        """
        drover attach build
        drover attach --read-only build          look, but do not touch
        drover attach --detach-keys ctrl-a,d vm
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("attach", "Connect this terminal to a live run.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("attach", Description);
        Argument<string> reference = OptionOf.Run();
        Option<string> keys = OptionOf.Text("--detach-keys", "KEYS", "The keys that detach, separated by commas. Default: ctrl-p,ctrl-q.");
        Option<bool> readOnly = OptionOf.Flag("--read-only", "Send nothing to the run.", "-r");
        command.Arguments.Add(reference);
        command.Options.Add(keys);
        command.Options.Add(readOnly);
        command.SetAction(parse =>
        {
            KeySequence? detach = KeySequence.Parse(parse.GetValue(keys) ?? "ctrl-p,ctrl-q");
            using var store = new RunStore();
            using Run run = store.Open(parse.GetRequiredValue(reference));
            return AttachSession.Execute(run, detach, parse.GetValue(readOnly));
        });
        return command;
    }
}
