using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Completions;

/// <summary>Cuts the list of <c>complete -W</c> into words.</summary>
internal static class WordList
{
    /// <summary>The words of a list: what stands between separators that are outside of quotes and substitutions.</summary>
    public static List<string> Cut(string list, string separators, SyntaxOptions syntax)
    {
        var words = new List<string>();
        for (int start = 0; start < list.Length;)
        {
            if (separators.Contains(list[start], StringComparison.Ordinal))
            {
                start++;
                continue;
            }
            int end = EndOfWord(list, start, separators, syntax);
            words.Add(list[start..end]);
            start = end;
        }
        return words;
    }

    // The grammar knows what is still open; what never closes ends at the first separator.
    private static int EndOfWord(string list, int start, string separators, SyntaxOptions syntax)
    {
        int first = -1;
        for (int end = start; ; end++)
        {
            if (end < list.Length && !separators.Contains(list[end], StringComparison.Ordinal)) continue;
            if (first < 0) first = end;
            if (!IsOpen(list[start..end], syntax)) return end;
            if (end == list.Length) return first;
        }
    }

    private static bool IsOpen(string word, SyntaxOptions syntax) =>
        word.AsSpan().IndexOfAny("'\"\\`$") >= 0 && new ShellParser($"_ {word}\n", syntax with { MayContinue = true }).TryParseNext().Status == ParseStatus.Incomplete;
}
