using System.Text;

namespace Drover.Cli.Completions;

/// <summary>Completion for bash: a function on COMP_WORDS; needs nothing but bash, uses bash-completion for commands where it is there.</summary>
internal static class BashScript
{
    /// <summary>The script.</summary>
    public static string Of(IReadOnlyList<CompletedVerb> verbs)
    {
        var text = new StringBuilder(
            """
            # bash completion for drover; made by 'drover completion bash'.

            _drover_values() { # KIND [WORD…]
                local kind=$1
                shift
                case $kind in
                    words) mapfile -t COMPREPLY < <(compgen -W "$*" -- "$cur") ;;
                    file) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames 2>/dev/null ;;
                    directory) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); compopt -o filenames 2>/dev/null ;;
                    signal) mapfile -t COMPREPLY < <(compgen -W "HUP INT QUIT KILL USR1 USR2 TERM CONT STOP TSTP WINCH" -- "$cur") ;;
                    run) mapfile -t COMPREPLY < <(compgen -W "$(drover complete runs 2>/dev/null)" -- "$cur") ;;
                    live-run) mapfile -t COMPREPLY < <(compgen -W "$(drover complete live-runs 2>/dev/null)" -- "$cur") ;;
                    *) COMPREPLY=() ;;
                esac
            }

            _drover() {
                local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]} options='' valued='' position=0 i
                COMPREPLY=()
                if ((COMP_CWORD == 1)); then

            """);
        text.Append("        _drover_values words ").AppendJoin(' ', verbs.Select(static v => v.Name)).Append(" --help --version\n        return\n    fi\n    case $verb in\n");
        foreach (CompletedVerb verb in verbs) AppendOptions(text, verb);
        text.Append(
            """
                    *) return ;;
                esac
                # Which of the verb's words is being typed: options and their values do not count. Of run the first is the command.
                for ((i = 2; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                        --) [[ $verb == run ]] && { ((i++, position++)); break; } ;;
                        -*) [[ " $valued " == *" ${COMP_WORDS[i]} "* ]] && ((i++)) ;;
                        *) ((position++)); [[ $verb == run ]] && break ;;
                    esac
                done
                if [[ $verb == run ]] && ((position > 0)); then
                    if ((i == COMP_CWORD)); then
                        mapfile -t COMPREPLY < <(compgen -c -- "$cur")
                    elif declare -F _command_offset >/dev/null; then
                        _command_offset "$i"
                    else
                        _drover_values file
                    fi
                    return
                fi
                case $verb:$previous in

            """);
        foreach (CompletedVerb verb in verbs)
            foreach (CompletedOption option in verb.Options.Where(static o => o.Kind != ValueKind.None)) AppendValue(text, verb, option);
        text.Append(
            """
                esac
                if [[ $cur == -* ]]; then
                    _drover_values words "$options"
                    return
                fi
                case $verb in

            """);
        foreach (CompletedVerb verb in verbs) AppendArguments(text, verb);
        text.Append(
            """
                esac
            }
            complete -F _drover drover

            """);
        return text.ToString();
    }

    private static void AppendOptions(StringBuilder text, CompletedVerb verb)
    {
        string all = string.Join(' ', verb.Options.SelectMany(static o => o.Names));
        string valued = string.Join(' ', verb.Options.Where(static o => o.Kind != ValueKind.None).SelectMany(static o => o.Names));
        text.Append($"        {verb.Name}) options='{all}' valued='{valued}' ;;\n");
    }

    private static void AppendValue(StringBuilder text, CompletedVerb verb, CompletedOption option) =>
        text.Append("        ").AppendJoin('|', option.Names.Select(name => $"{verb.Name}:{name}")).Append($") _drover_values {Call(option.Kind, option.Words)}; return ;;\n");

    private static void AppendArguments(StringBuilder text, CompletedVerb verb)
    {
        if (verb.Arguments.Count == 0) return;
        if (verb.Arguments is [(ValueKind.Command, _)])
        {
            text.Append($"        {verb.Name}) mapfile -t COMPREPLY < <(compgen -c -- \"$cur\") ;;\n");
            return;
        }
        text.Append($"        {verb.Name})\n            case $position in\n");
        for (int i = 0; i < verb.Arguments.Count; i++)
            text.Append($"                {(i == verb.Arguments.Count - 1 ? "*" : i)}) _drover_values {Call(verb.Arguments[i].Kind, verb.Arguments[i].Words)} ;;\n");
        text.Append("            esac\n            ;;\n");
    }

    private static string Call(ValueKind kind, IReadOnlyList<string> words) => kind switch
    {
        ValueKind.Words => "words " + string.Join(' ', words),
        ValueKind.File => "file",
        ValueKind.Directory => "directory",
        ValueKind.Signal => "signal",
        ValueKind.Run => "run",
        ValueKind.LiveRun => "live-run",
        _ => "none",
    };
}
