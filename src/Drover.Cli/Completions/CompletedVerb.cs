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
        [.. CommandTree.Verbs.Where(static verb => !verb.IsHidden).Select(Of), .. OtherFaces.All.Select(static face => Of(face.Name, face.Summary))];

    // Of other executables, which this one does not know.
    private static CompletedVerb Of(string name, string summary) => name switch
    {
        "nomad" => Nomad(summary),
        "sh" => new(name, summary, [], [(ValueKind.File, [])]),
        "serve" => new(name, summary,
        [
            new(["--listen"], "The address to listen on.", ValueKind.Text, [], false),
            new(["--port"], "The port.", ValueKind.Text, [], false),
            new(["--socket"], "Listen on a Unix socket.", ValueKind.File, [], false),
            new(["--state"], "Where the board and the runs are kept.", ValueKind.Directory, [], false),
            new(["--workspace"], "Where agents work.", ValueKind.Directory, [], false),
            new(["--capacity"], "How many agents may work at once.", ValueKind.Text, [], false),
            new(["--on-exit"], "What becomes of live runs at the end.", ValueKind.Words, ["stop", "leave", "drain"], false),
            new(["--demo"], "Fill an empty board.", ValueKind.None, [], false),
            new(["--help", "-h"], "Show help.", ValueKind.None, [], false),
        ], []),
        "task" => new(name, summary, [], [(ValueKind.Words, ["list", "add", "show", "run", "stop", "queue", "approve", "logs", "history"]), (ValueKind.Text, [])]),
        _ => new(name, summary, [], []),
    };


    private static CompletedVerb Nomad(string summary) => new("nomad", summary,
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
