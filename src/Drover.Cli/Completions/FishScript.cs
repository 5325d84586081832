using System.Text;

namespace Drover.Cli.Completions;

/// <summary>Completion for fish: one complete line an option.</summary>
internal static class FishScript
{
    /// <summary>The script.</summary>
    public static string Of(IReadOnlyList<CompletedVerb> verbs)
    {
        var text = new StringBuilder(
            """
            # fish completion for drover; made by 'drover completion fish'.

            function __drover_verb --description 'Whether the verb is this one'
                set -l words (commandline -opc)
                test (count $words) -ge 2; and test $words[2] = $argv[1]
            end

            function __drover_no_verb --description 'Whether the verb is still to be typed'
                test (count (commandline -opc)) -eq 1
            end

            complete -c drover -f

            """);
        foreach (CompletedVerb verb in verbs) text.Append($"complete -c drover -n __drover_no_verb -a {verb.Name} -d {Quote(verb.Summary)}\n");
        text.Append("complete -c drover -n __drover_no_verb -l help -s h -d 'Show help.'\ncomplete -c drover -n __drover_no_verb -l version -s V -d 'Show the version.'\n");
        foreach (CompletedVerb verb in verbs)
        {
            text.Append('\n');
            string condition = $"complete -c drover -n '__drover_verb {verb.Name}'";
            foreach (CompletedOption option in verb.Options)
            {
                text.Append(condition);
                foreach (string name in option.Names) text.Append(name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}");
                text.Append(Values(option.Kind, option.Words)).Append($" -d {Quote(option.Description)}\n");
            }
            foreach ((ValueKind kind, string[] words) in verb.Arguments) text.Append(condition).Append(Candidates(kind, words)).Append('\n');
        }
        return text.ToString();
    }

    private static string Values(ValueKind kind, IReadOnlyList<string> words) => kind switch
    {
        ValueKind.None => "",
        ValueKind.Words => $" -x -a {Quote(string.Join(' ', words))}",
        ValueKind.File => " -r -F",
        ValueKind.Directory => " -x -a '(__fish_complete_directories)'",
        ValueKind.Signal => " -x -a 'HUP INT QUIT KILL USR1 USR2 TERM CONT STOP TSTP WINCH'",
        _ => " -x",
    };

    private static string Candidates(ValueKind kind, IReadOnlyList<string> words) => kind switch
    {
        ValueKind.Words => $" -a {Quote(string.Join(' ', words))}",
        ValueKind.Signal => " -a 'HUP INT QUIT KILL USR1 USR2 TERM CONT STOP TSTP WINCH'",
        ValueKind.Run => " -a '(drover complete runs 2>/dev/null)'",
        ValueKind.LiveRun => " -a '(drover complete live-runs 2>/dev/null)'",
        ValueKind.Command => " -a '(__fish_complete_subcommand --fcs-skip=2)'",
        ValueKind.File => " -F",
        _ => " -f",
    };

    private static string Quote(string text) => "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
