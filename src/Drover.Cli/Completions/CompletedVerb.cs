using System.CommandLine;
using Drover.Cli.Commands;

namespace Drover.Cli.Completions;

/// <summary>A verb as completion scripts need it, read from the command tree.</summary>
/// <param name="Name">The word.</param>
/// <param name="Summary">One line.</param>
/// <param name="Options">Its options, help included.</param>
/// <param name="Arguments">What its words are, in order; the last one goes on for ever if it repeats.</param>
internal sealed record CompletedVerb(string Name, string Summary, IReadOnlyList<CompletedOption> Options, IReadOnlyList<(ValueKind Kind, string[] Words)> Arguments)
{
    private static readonly string[] s_liveOnly = ["attach", "stop", "kill", "signal", "tree", "stats"];

    /// <summary>All verbs that are not hidden.</summary>
    public static IReadOnlyList<CompletedVerb> All() =>
        [.. CommandTree.Verbs.Where(static verb => !verb.IsHidden).Select(Of), new("sh", "Run the POSIX shell of drover.", [], [(ValueKind.File, [])]), Nomad()];

    // Of another executable, which this one does not know: its verbs, and what they take.
    private static CompletedVerb Nomad() => new("nomad", "Try, install or check the Nomad driver.",
    [
        new(["--plugin-dir"], "install, doctor: the agent's plugin_dir.", ValueKind.Directory, [], false),
        new(["--check"], "install: change nothing.", ValueKind.None, [], false),
        new(["--json"], "doctor: the findings as JSON.", ValueKind.None, [], false),
        new(["--no-trial"], "doctor: make no container.", ValueKind.None, [], false),
        new(["--jar"], "try: the JAR.", ValueKind.File, [], false),
        new(["--command"], "try: a program instead.", ValueKind.File, [], false),
        new(["--greeting"], "try: let a shell say something.", ValueKind.Text, [], false),
        new(["--config"], "try: an option of the task's config block.", ValueKind.Text, [], true),
        new(["--plugin"], "An option of the plugin's config block.", ValueKind.Text, [], true),
        new(["--env"], "try: a variable of the task.", ValueKind.Text, [], true),
        new(["--user"], "try: as whom.", ValueKind.Text, [], false),
        new(["--memory"], "try: the memory limit in MB.", ValueKind.Text, [], false),
        new(["--cpu"], "try: the share of the processor in MHz.", ValueKind.Text, [], false),
        new(["--kill-timeout"], "try: seconds from a stop to the kill.", ValueKind.Text, [], false),
        new(["--help", "-h"], "Show help.", ValueKind.None, [], false),
    ],
    [(ValueKind.Words, ["try", "install", "doctor"]), (ValueKind.Text, [])]);

    private static CompletedVerb Of(Verb verb)
    {
        Command command = verb.Create();
        var help = new CompletedOption(["--help", "-h"], "Show help.", ValueKind.None, [], false);
        return new CompletedVerb(verb.Name, verb.Summary, [.. command.Options.Select(Of), help], [.. command.Arguments.Select(argument => Of(verb, argument))]);
    }

    private static CompletedOption Of(Option option)
    {
        (ValueKind kind, string[] words) = option.Arity.MaximumNumberOfValues == 0 ? (ValueKind.None, []) : KindOf(option.HelpName ?? "");
        return new CompletedOption([option.Name, .. option.Aliases], option.Description ?? "", kind, words, option.Arity.MaximumNumberOfValues > 1);
    }

    private static (ValueKind, string[]) Of(Verb verb, Argument argument) => argument.Name switch
    {
        "RUN" => (s_liveOnly.Contains(verb.Name) ? ValueKind.LiveRun : ValueKind.Run, []),
        "SIGNAL" => (ValueKind.Signal, []),
        "COMMAND" => (ValueKind.Command, []),
        "SHELL" => (ValueKind.Words, ["bash", "zsh", "fish"]),
        _ => (ValueKind.Text, []),
    };

    // "stop|wait" are words; of "no|on-failure[:N]|always" the parts without a placeholder are.
    private static (ValueKind, string[]) KindOf(string value)
    {
        if (value == "DIR") return (ValueKind.Directory, []);
        if (value == "FILE") return (ValueKind.File, []);
        if (value == "SIGNAL") return (ValueKind.Signal, []);
        if (!value.Contains('|', StringComparison.Ordinal)) return (ValueKind.Text, []);
        string[] words = [.. value.Split('|').Select(static word => word.Split('[')[0]).Where(static word => !word.Any(char.IsUpper))];
        return (ValueKind.Words, words);
    }
}
