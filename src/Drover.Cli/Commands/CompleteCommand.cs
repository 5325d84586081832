using System.CommandLine;
using Drover.Cli.Printing;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover complete</c>: what the completion scripts ask while somebody types.</summary>
internal static class CompleteCommand
{
    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("complete", "Print what a word may be completed to (for the completion scripts).", Create, IsHidden: true);

    private static Command Create()
    {
        var command = new Command("complete", "Prints candidates, one a line: names, or ids of runs without one. For the scripts of 'drover completion'.") { Hidden = true };
        var what = new Argument<string>("WHAT") { Arity = ArgumentArity.ExactlyOne, Description = "runs, or live-runs." };
        command.Arguments.Add(what);
        command.SetAction(parse =>
        {
            bool live = RunSpecReading.Choose(parse.GetRequiredValue(what), "complete", ("runs", false), ("live-runs", true));
            using var store = new RunStore();
            IEnumerable<string> names = (live ? store.ListLive() : store.List()).Select(static run => run.Name ?? run.Id).Distinct();
            StandardOutput.Write(string.Concat(names.Select(static name => name + "\n")));
            return ExitStatus.Success;
        });
        return command;
    }
}
