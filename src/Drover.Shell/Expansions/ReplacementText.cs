using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Expansions;

/// <summary>The replacement of <c>${name/pattern/replacement}</c>: an unquoted <c>&amp;</c> in it is the text that matched.</summary>
internal readonly struct ReplacementText
{
    private readonly string[] _pieces;

    private ReplacementText(string[] pieces) => _pieces = pieces;

    /// <summary>Expands the word; null is nothing.</summary>
    public static ReplacementText Of(Word? word, WordExpander expander)
    {
        if (word is null) return new ReplacementText([""]);
        if (WordPlan.Of(word).Text is { } constant && !constant.Contains('&', StringComparison.Ordinal)) return new ReplacementText([constant]);
        return new ReplacementText(expander.ExpandPieces(word, '&'));
    }

    /// <summary>What stands in place of a match.</summary>
    public string For(ReadOnlySpan<char> match) => _pieces.Length == 1 ? _pieces[0] : string.Join(match.ToString(), _pieces);
}
