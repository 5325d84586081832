using System.CommandLine;
using Drover.Cli.Completions;
using Drover.Cli.Printing;

namespace Drover.Cli.Commands;

/// <summary><c>drover completion</c>.</summary>
internal static class CompletionCommand
{
    private const string Description = "Prints a completion script for a shell: verbs, options, values and the names of runs.";

    private const string Examples =
        """
        drover completion bash > ~/.local/share/bash-completion/completions/drover
        drover completion zsh > "${fpath[1]}/_drover"
        drover completion fish > ~/.config/fish/completions/drover.fish
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("completion", "Print a completion script for bash, zsh or fish.", Create, Examples);

    private static Command Create()
    {
        var command = new Command("completion", Description);
        var shell = new Argument<string>("SHELL") { Arity = ArgumentArity.ExactlyOne, Description = "bash, zsh or fish." };
        command.Arguments.Add(shell);
        command.SetAction(parse =>
        {
            Func<IReadOnlyList<CompletedVerb>, string> script = RunSpecReading.Choose<Func<IReadOnlyList<CompletedVerb>, string>>(
                parse.GetRequiredValue(shell), "completion", ("bash", BashScript.Of), ("zsh", ZshScript.Of), ("fish", FishScript.Of));
            StandardOutput.Write(script(CompletedVerb.All()));
            return ExitStatus.Success;
        });
        return command;
    }
}
