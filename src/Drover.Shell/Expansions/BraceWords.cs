using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Expansions;

/// <summary>The words that a word with braces stands for.</summary>
internal static class BraceWords
{
    /// <summary>The words, or null when there is nothing to expand.</summary>
    public static IReadOnlyList<Word>? TryExpand(Word word) => null;
}
