using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Drover.Cli.Arguments;
using Drover.Cli.Printing;

namespace Drover.Cli.Commands;

/// <summary>All verbs, and how a command line is taken apart and carried out.</summary>
internal static class CommandTree
{
    private const string Description =
        """
        Runs commands so that nobody has to babysit them: a run keeps its output, its exit status and its whole process tree under control,
        whatever becomes of the terminal, the shell or the program that asked for it.

        A run is named by its name, its id, or a prefix that only one has. Runs are kept in $DROVER_STATE, else $XDG_STATE_HOME/drover,
        else ~/.local/state/drover (for root: /var/lib/drover). Exit status 125 means that drover itself failed.
        """;

    private static readonly ParserConfiguration s_parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>The verbs, in the order in which help lists them.</summary>
    public static IReadOnlyList<Verb> Verbs { get; } =
    [
        RunCommand.Verb, PsCommand.Verb, LogsCommand.Verb, AttachCommand.Verb, StopCommand.Verb, KillCommand.Verb, SignalCommand.Verb, WaitCommand.Verb,
        RestartCommand.Verb, RestoreCommand.Verb, RmCommand.Verb, PruneCommand.Verb, InspectCommand.Verb, TreeCommand.Verb, StatsCommand.Verb,
        EventsCommand.Verb, DoctorCommand.Verb, CompletionCommand.Verb, CompleteCommand.Verb, VersionCommand.Verb,
    ];

    /// <summary>Carries out a command line and returns the exit status.</summary>
    public static int Invoke(string[] arguments)
    {
        arguments = ByteText.OfMain(arguments);
        if (arguments.Length == 0) return Invoke(Root(null), ["--help"]);
        string word = arguments[0];
        if (word == "help") arguments = arguments.Length > 1 ? [arguments[1], "--help"] : ["--help"];
        if (arguments[0] is "--help" or "-h" or "-?") return Invoke(Root(null), ["--help"]);
        Verb verb = Verbs.FirstOrDefault(v => v.Name == arguments[0]) ?? throw new CliException(Unknown(arguments[0]));
        if (verb == RunCommand.Verb) return RunCommand.Invoke(arguments.AsSpan(1));
        return Invoke(Root(verb, verb.Create()), arguments);
    }

    /// <summary>The command "drover" with one verb made and the others left out, or with all as stand-ins.</summary>
    public static Command Root(Verb? verb, Command? command = null)
    {
        var root = new Command("drover", Unwrapped(Description));
        var help = new HelpOption { Description = "Show help." };
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.Options.Add(help);
        if (verb is not null && command is not null)
        {
            command.Description = Unwrapped(command.Description ?? "");
            root.Subcommands.Add(command);
        }
        else
        {
            root.Options.Add(OptionOf.Flag("--version", "Show the version.", "-V"));
            foreach (Verb v in Verbs) root.Subcommands.Add(v.Stub());
            foreach ((string name, string summary) in OtherFaces.All) root.Subcommands.Add(new Command(name, summary));
        }
        return root;
    }

    // Help wraps paragraphs to the terminal; ours are wrapped to the source.
    private static string Unwrapped(string text) => string.Join("\n\n", text.Split("\n\n").Select(static paragraph => paragraph.Replace('\n', ' ')));

    /// <summary>Parses and carries out; what does not fit ends as one line.</summary>
    public static int Invoke(Command root, IReadOnlyList<string> words)
    {
        ParseResult result = root.Parse(words, s_parser);
        if (result.Action is not HelpWithExamples && (result.Errors.Count > 0 || UnknownOption(result, words) is not null))
            throw new CliException(Describe(result, words));
        using var output = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = output, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        int status = result.Invoke(configuration);
        if (output.GetStringBuilder().Length > 0) StandardOutput.Write(output.ToString());
        return status;
    }

    // The parser takes an option that it does not know for an argument, where one fits.
    private static string? UnknownOption(ParseResult result, IReadOnlyList<string> words)
    {
        string[] all = [.. words];
        int end = Array.IndexOf(all, "--");
        foreach (SymbolResult child in result.CommandResult.Children)
        {
            if (child is not ArgumentResult argument) continue;
            foreach (Token token in argument.Tokens)
            {
                if (token.Value.Length < 2 || token.Value[0] != '-') continue;
                int at = Array.IndexOf(all, token.Value);
                if (end < 0 || (at >= 0 && at < end)) return token.Value;
            }
        }
        return null;
    }

    private static string Describe(ParseResult result, IReadOnlyList<string> words)
    {
        string verb = result.CommandResult.Command.Name;
        string hint = $"'drover {verb} --help' shows what it takes.";
        if (UnknownOption(result, words) is { } option) return $"{verb}: unknown option '{option}'. {hint}";
        foreach (string token in result.UnmatchedTokens)
        {
            string kind = token.Length > 1 && token[0] == '-' ? "unknown option" : "unexpected argument";
            return $"{verb}: {kind} '{token}'. {hint}";
        }
        return $"{verb}: {result.Errors[0].Message} {hint}";
    }

    private static string Unknown(string word)
    {
        if (word.StartsWith('-')) return $"unknown option '{word}'. 'drover --help' lists the verbs.";
        string near = Verbs.Where(v => !v.IsHidden).Select(v => v.Name).Concat(OtherFaces.All.Select(face => face.Name)).MinBy(name => Distance(name, word))!;
        string hint = Distance(near, word) <= Math.Max(1, word.Length / 3) ? $" Did you mean '{near}'?" : "";
        return $"there is no verb '{word}'.{hint} 'drover --help' lists them; 'drover run -- {word}' runs a command.";
    }

    // How many letters have to be changed, added, left out, or exchanged with their neighbour (optimal string alignment).
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[a.Length, b.Length];
    }
}
