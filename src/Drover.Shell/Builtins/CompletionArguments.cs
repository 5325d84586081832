using Drover.Shell.Completions;

namespace Drover.Shell.Builtins;

/// <summary>The options that <c>complete</c> and <c>compgen</c> share.</summary>
internal static class CompletionArguments
{
    /// <summary>Their letters, as <see cref="OptionScan"/> takes them.</summary>
    public const string Letters = "abcdefgjksuvo:A:G:W:F:C:X:P:S:";

    /// <summary>Takes an option into a wish; what is wrong with it, or null.</summary>
    public static string? Take(CompletionSpec spec, char option, string? argument)
    {
        switch (option)
        {
            case 'o':
                if (OptionOf(argument!) is not { } named) return $"{argument}: no such option";
                spec.Options |= named;
                return null;
            case 'A':
                if (!CompletionSpec.KnownActions.Any(known => known.Name == argument)) return $"{argument}: no such action";
                spec.Actions.Add(argument!);
                return null;
            case 'W': spec.Words = argument; return null;
            case 'G': spec.Glob = argument; return null;
            case 'F': spec.Function = argument; return null;
            case 'C': spec.Command = argument; return null;
            case 'X': spec.Filter = argument; return null;
            case 'P': spec.Prefix = argument!; return null;
            case 'S': spec.Suffix = argument!; return null;
            default:
                spec.Actions.Add(Array.Find(CompletionSpec.KnownActions, known => known.Letter == option).Name);
                return null;
        }
    }

    /// <summary>All options, those that are off with a plus, as <c>compopt</c> shows them.</summary>
    public static string Describe(CompletionOptions options) =>
        string.Join(' ', CompletionSpec.KnownOptions.ToArray().Select(known => $"{((options & known.Option) != 0 ? '-' : '+')}o {known.Name}"));

    /// <summary>The option of a name, or null.</summary>
    public static CompletionOptions? OptionOf(string name)
    {
        foreach ((string known, CompletionOptions option) in CompletionSpec.KnownOptions)
            if (known == name) return option;
        return null;
    }
}
