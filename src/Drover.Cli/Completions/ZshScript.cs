using System.Text;

namespace Drover.Cli.Completions;

/// <summary>Completion for zsh: one _arguments call a verb.</summary>
internal static class ZshScript
{
    /// <summary>The script.</summary>
    public static string Of(IReadOnlyList<CompletedVerb> verbs)
    {
        var text = new StringBuilder(
            """
            #compdef drover
            # zsh completion for drover; made by 'drover completion zsh'.

            _drover_runs() {
                local -a runs
                runs=(${(f)"$(drover complete ${1:-runs} 2>/dev/null)"})
                compadd -a runs
            }

            _drover_live_runs() { _drover_runs live-runs }

            _drover_signals() { compadd HUP INT QUIT KILL USR1 USR2 TERM CONT STOP TSTP WINCH }

            _drover() {
                local -a verbs
                verbs=(

            """);
        foreach (CompletedVerb verb in verbs) text.Append($"        {Quote($"{verb.Name}:{verb.Summary}")}\n");
        text.Append(
            """
                )
                if (( CURRENT == 2 )); then
                    _describe -t verbs verb verbs
                    return
                fi
                local verb=$words[2]
                shift words
                (( CURRENT-- ))
                case $verb in

            """);
        foreach (CompletedVerb verb in verbs)
        {
            // Of run, options end where the command begins.
            text.Append($"        {verb.Name})\n            _arguments -s{(verb.Arguments is [(ValueKind.Command, _)] ? " -A '-*'" : "")}");
            foreach (CompletedOption option in verb.Options) AppendOption(text, option);
            AppendArguments(text, verb);
            text.Append("\n            ;;\n");
        }
        text.Append(
            """
                esac
            }

            if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _drover "$@"; else compdef _drover drover; fi

            """);
        return text.ToString();
    }

    private static void AppendOption(StringBuilder text, CompletedOption option)
    {
        string excluded = option.Repeats ? "*" : option.Names.Count > 1 ? $"({string.Join(' ', option.Names)})" : "";
        string description = $"[{option.Description.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal)}]";
        string value = option.Kind == ValueKind.None ? "" : $":value:{Action(option.Kind, option.Words)}";
        foreach (string name in option.Names) text.Append(" \\\n                ").Append(Quote(excluded + name + description + value));
    }

    private static void AppendArguments(StringBuilder text, CompletedVerb verb)
    {
        for (int i = 0; i < verb.Arguments.Count; i++)
        {
            (ValueKind kind, string[] words) = verb.Arguments[i];
            string spec = kind == ValueKind.Command ? "*::command:_normal"
                : i == verb.Arguments.Count - 1 ? $"*:argument:{Action(kind, words)}"
                : $"{i + 1}:argument:{Action(kind, words)}";
            text.Append(" \\\n                ").Append(Quote(spec));
        }
    }

    private static string Action(ValueKind kind, IReadOnlyList<string> words) => kind switch
    {
        ValueKind.Words => $"({string.Join(' ', words)})",
        ValueKind.File => "_files",
        ValueKind.Directory => "_files -/",
        ValueKind.Signal => "_drover_signals",
        ValueKind.Run => "_drover_runs",
        ValueKind.LiveRun => "_drover_live_runs",
        _ => " ",
    };

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
