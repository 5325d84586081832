using Drover.Shell.Builtins;
using Drover.Shell.Execution;

namespace Drover.Shell.Invocation;

/// <summary>The command line of the shell (POSIX sh).</summary>
internal sealed class InvocationOptions(bool posix)
{
    public ShellOptions Options { get; private set; } = posix ? ShellOptions.Posix | ShellOptions.ExpandAliases | ShellOptions.Always : OptionNames.DefaultsOfBash;

    /// <summary>The operand of <c>-c</c>.</summary>
    public string? CommandText { get; private set; }

    /// <summary>The script; null when commands come from the standard input or <c>-c</c>.</summary>
    public string? ScriptFile { get; private set; }

    /// <summary>Whether <c>-m</c> or <c>+m</c> was given.</summary>
    public bool SetsMonitor { get; private set; }

    /// <summary>Whether <c>-H</c> or <c>+H</c> was given.</summary>
    public bool SetsHistoryExpansion { get; private set; }

    /// <summary>Whether the shell is interactive if it talks to a terminal (POSIX sh): no command and no script was given, and no <c>+i</c>.</summary>
    public bool MayBeInteractive { get; private set; }

    /// <summary>The operand of <c>--rcfile</c>.</summary>
    public string? StartupFile { get; private set; }

    /// <summary><c>--norc</c>.</summary>
    public bool SkipsStartupFile { get; private set; }

    /// <summary><c>--noprofile</c>.</summary>
    public bool SkipsProfile { get; private set; }

    /// <summary><c>--noediting</c>: the terminal edits the lines.</summary>
    public bool SkipsEditor { get; private set; }

    /// <summary><c>--version</c>: nothing is executed.</summary>
    public bool ShowsVersion { get; private set; }

    public string ScriptName { get; private set; } = "sh";

    public string[] Positional { get; private set; } = [];

    /// <summary>Reads name and arguments; returns what is wrong with them, or null.</summary>
    public string? Parse(ReadOnlySpan<string> arguments)
    {
        ScriptName = arguments[0];
        if (ScriptName.StartsWith('-')) Options |= ShellOptions.Login;
        bool takesCommand = false, readsInput = false, refusesInteraction = false;
        int i = 1;
        for (; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (argument is "--" or "-")
            {
                i++;
                break;
            }
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                if (ParseLong(arguments, ref i) is { } wrong) return wrong;
                continue;
            }
            if (argument.Length < 2 || argument[0] is not ('-' or '+')) break;
            bool on = argument[0] == '-';
            foreach (char letter in argument.AsSpan(1))
            {
                ShellOptions option;
                switch (letter)
                {
                    case 'c' when on:
                        takesCommand = true;
                        option = ShellOptions.CommandString;
                        break;
                    case 's' when on:
                        readsInput = true;
                        option = ShellOptions.StandardInput;
                        break;
                    case 'i':
                        option = ShellOptions.Interactive;
                        refusesInteraction = !on;
                        break;
                    case 'l':
                        option = ShellOptions.Login;
                        break;
                    case 'o':
                        if (++i >= arguments.Length) return $"{argument}: the name of an option is missing";
                        option = OptionNames.OfName(arguments[i]);
                        if (option == ShellOptions.None) return $"{arguments[i]}: unknown option";
                        break;
                    case 'O':
                        if (++i >= arguments.Length) return $"{argument}: the name of an option is missing";
                        option = ShoptBuiltin.OfName(arguments[i]);
                        if (option == ShellOptions.None) return $"{arguments[i]}: no such option here (shopt lists those that there are)";
                        if (ShoptBuiltin.IsRefused(option, on)) return $"{arguments[i]}: is always on";
                        break;
                    default:
                        option = OptionNames.OfLetter(letter);
                        if (option == ShellOptions.None) return $"{argument[0]}{letter}: unknown option";
                        break;
                }
                Options = on ? (Options & ~OptionNames.ExcludedBy(option)) | option : Options & ~option;
                SetsMonitor |= option == ShellOptions.Monitor;
                SetsHistoryExpansion |= option == ShellOptions.HistoryExpansion;
            }
        }
        if (takesCommand)
        {
            if (i >= arguments.Length) return "-c: the command is missing";
            CommandText = arguments[i++];
            if (i < arguments.Length) ScriptName = arguments[i++];
        }
        else if (!readsInput && i < arguments.Length) ScriptName = ScriptFile = arguments[i++];
        else Options |= ShellOptions.StandardInput;
        Positional = arguments[i..].ToArray();
        MayBeInteractive = CommandText is null && ScriptFile is null && !refusesInteraction;
        return null;
    }

    private string? ParseLong(ReadOnlySpan<string> arguments, ref int i)
    {
        switch (arguments[i])
        {
            case "--posix":
                Options |= ShellOptions.Posix;
                return null;
            case "--login":
                Options |= ShellOptions.Login;
                return null;
            case "--verbose":
                Options |= ShellOptions.Verbose;
                return null;
            case "--noediting":
                SkipsEditor = true;
                return null;
            case "--version":
                ShowsVersion = true;
                return null;
            case "--norc":
                SkipsStartupFile = true;
                return null;
            case "--noprofile":
                SkipsProfile = true;
                return null;
            case "--rcfile" or "--init-file":
                if (i + 1 >= arguments.Length) return $"{arguments[i]}: a file is missing";
                StartupFile = arguments[++i];
                return null;
            default:
                return $"{arguments[i]}: unknown option";
        }
    }
}
