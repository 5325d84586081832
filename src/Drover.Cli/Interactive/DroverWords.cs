using System.Text;
using Drover.Cli.Completions;
using Drover.LineEditor.Completions;

namespace Drover.Cli.Interactive;

/// <summary>What can stand behind <c>drover</c>: the same that the completion scripts of other shells offer, but for the names of runs.</summary>
/// <param name="Kind">What it is; <see cref="ValueKind.Words"/> for the candidates.</param>
/// <param name="Candidates">The verbs, options or words.</param>
internal sealed record DroverWords(ValueKind Kind, IReadOnlyList<CompletionCandidate> Candidates)
{
    private static readonly string[] s_signals = ["HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM", "CONT", "STOP", "TSTP", "WINCH"];
    private static readonly DroverWords s_nothing = new(ValueKind.None, []);
    private static IReadOnlyList<CompletedVerb>? s_verbs;

    /// <summary>What a word can become behind others, the first of which is <c>drover</c>.</summary>
    public static DroverWords Behind(IReadOnlyList<string> words, string prefix)
    {
        IReadOnlyList<CompletedVerb> verbs = s_verbs ??= CompletedVerb.All();
        if (words.Count == 1) return Of([.. verbs.Select(verb => (verb.Name, verb.Summary)), ("--help", "Show help."), ("--version", "Show the version.")], prefix);
        if (verbs.FirstOrDefault(verb => verb.Name == words[1]) is not { } chosen) return s_nothing;
        int position = 0;
        CompletedOption? open = null;
        for (int i = 2; i < words.Count; i++)
        {
            string word = words[i];
            if (open is not null) open = null;
            else if (word.Length > 1 && word[0] == '-' && word != "--") open = chosen.Options.FirstOrDefault(option => option.Kind != ValueKind.None && option.Names.Contains(word));
            else if (word != "--") position++;
            // Of run the first word is a command, and the rest is that command's.
            if (position > 0 && chosen.Arguments is [(ValueKind.Command, _)]) return new DroverWords(ValueKind.File, []);
        }
        if (open is not null) return Of(open.Kind, open.Words, prefix);
        if (prefix.StartsWith('-')) return Of([.. chosen.Options.SelectMany(option => option.Names.Where(name => name.StartsWith("--", StringComparison.Ordinal) || prefix == name), (option, name) => (name, option.Description))], prefix);
        if (chosen.Arguments.Count == 0) return s_nothing;
        (ValueKind kind, string[] values) = chosen.Arguments[Math.Min(position, chosen.Arguments.Count - 1)];
        return Of(kind, values, prefix);
    }

    private static DroverWords Of(ValueKind kind, IReadOnlyList<string> words, string prefix) => kind switch
    {
        ValueKind.Words => Of([.. words.Select(word => (word, ""))], prefix),
        ValueKind.Signal => Of([.. s_signals.Select(signal => (signal, ""))], prefix),
        _ => new DroverWords(kind, []),
    };

    private static DroverWords Of(IReadOnlyList<(string Word, string Description)> words, string prefix) => new(ValueKind.Words,
    [
        .. words.Where(word => word.Word.StartsWith(prefix, StringComparison.Ordinal))
            .Select(word => new CompletionCandidate(Encoding.UTF8.GetBytes(word.Word)) { Description = word.Description, Kind = word.Word.StartsWith('-') ? CompletionKind.Option : CompletionKind.Word }),
    ]);
}
