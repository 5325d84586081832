namespace Drover.Shell.Expansions;

/// <summary>Patterns for names that start with a dot: only a dot matches it, be it in a group.</summary>
internal static class HiddenNames
{
    /// <summary>Whether an element is a dot that stands for itself.</summary>
    public static bool IsDot(PatternElement element) => element is { Kind: PatternElementKind.Char, Char: '.' };

    /// <summary>The pattern without what would match the dot in another way; null when nothing is left.</summary>
    public static PatternElement[]? Restrict(ReadOnlySpan<PatternElement> elements)
    {
        if (elements.IsEmpty) return null;
        PatternElement first = elements[0];
        if (IsDot(first)) return elements.ToArray();
        if (first is not { Kind: PatternElementKind.Group, Char: not '!' }) return null;
        var ways = new List<Pattern>();
        bool mayBeNothing = first.Char is '?' or '*';
        foreach (Pattern alternative in first.Group!)
        {
            mayBeNothing |= alternative.IsMatch("");
            if (alternative.OfHidden is { } dotted) ways.Add(dotted);
        }
        // The group takes the dot ("@(.x|y)z" is "@(.x)z", "*(.x|y)z" is "@(.x)*(.x|y)z"), or it takes nothing and what follows does.
        PatternElement[]? taken = ways.Count == 0 ? null
            : [new PatternElement(PatternElementKind.Group, '@', Group: [.. ways]), .. first.Char is '*' or '+' ? [first with { Char = '*' }] : (ReadOnlySpan<PatternElement>)[], .. elements[1..]];
        PatternElement[]? skipped = mayBeNothing ? Restrict(elements[1..]) : null;
        if (taken is null || skipped is null) return taken ?? skipped;
        return [new PatternElement(PatternElementKind.Group, '@', Group: [ways[0].Of(taken), ways[0].Of(skipped)])];
    }
}
