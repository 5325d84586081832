using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Syntax.Printing;
using Drover.Shell.Syntax.Tests.Nodes;

namespace Drover.Shell.Syntax.Tests.Printing;

/// <summary>Prints a tree and parses what was printed.</summary>
internal static class RoundTrip
{
    /// <summary>What came out wrong, or null.</summary>
    public static string? Difference(CommandList list, SyntaxOptions options)
    {
        string printed = CanonicalText.Of(list);
        ParseResult again = ShellParser.Parse(printed, options);
        if (again.List is null) return $"{again.Diagnostic} in {printed}";
        string before = TreeText.MeaningOf(list), after = TreeText.MeaningOf(again.List);
        if (before != after) return $"{before}\nbecame {after}\nby {printed}";
        string twice = CanonicalText.Of(again.List);
        return twice == printed ? null : $"{printed}\nis not canonical, but {twice}";
    }
}
