// Constraints
//   A pattern is made of bytes that may be UTF-8 (then "?" and brackets take a whole character) or not. It comes partly from quoted text, which stands for itself.
// Scheme
//   Compiled to elements once; matched by walking them, with one point to go back to: the last "*" (POSIX 2.13). What has no "*" inside needs no going back.

using Drover.Shell.Execution;

namespace Drover.Shell.Expansions;

/// <summary>A compiled pattern of POSIX 2.13.</summary>
internal sealed class Pattern
{
    private readonly PatternElement[] _elements;
    private readonly bool _utf8;
    private readonly bool _ignoresCase;
    private readonly bool _hasGroups;
    private readonly PatternStyles _style;
    private Pattern? _ofHidden;
    private Pattern? _withRest;
    private Pattern? _behindAnything;

    internal Pattern(PatternElement[] elements, PatternStyles style)
    {
        _elements = elements;
        _style = style;
        _utf8 = (style & PatternStyles.Utf8) != 0;
        _ignoresCase = (style & PatternStyles.IgnoresCase) != 0;
        foreach (PatternElement element in elements) _hasGroups |= element.Kind == PatternElementKind.Group;
        string? literal = LiteralOf(elements);
        PathLiteral = Literal = literal;
        // Where case does not count, both sides are compared as small letters.
        if (!_ignoresCase || elements.Length == 0) return;
        Literal = null;
        for (int i = 0; i < elements.Length; i++)
        {
            if (elements[i].Bracket is { } bracket) bracket.IgnoresCase = true;
            else if (elements[i].Kind == PatternElementKind.Char) elements[i] = elements[i] with { Char = Lower(elements[i].Char) };
        }
    }

    /// <summary>What it is as a segment of a pathname that need not be looked for: its text, if it has no pattern characters.</summary>
    public string? PathLiteral { get; }

    /// <summary>The only text that it matches, if there is only one.</summary>
    public string? Literal { get; }

    /// <summary>What it is for the names of hidden files, whose dot has to be matched by a dot that stands for itself; null if it matches none.</summary>
    public Pattern? OfHidden => !_hasGroups ? _elements.Length > 0 && HiddenNames.IsDot(_elements[0]) ? this : null : _ofHidden ??= HiddenNames.Restrict(_elements) is { } elements ? Of(elements) : null;


    /// <summary>Whether it matches all of <paramref name="text"/>.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        if (Literal is not null) return text.SequenceEqual(Literal);
        Attention.Step();
        if (_ignoresCase) text = Lower(text);
        if (_hasGroups) return new GroupMatch(_elements, _utf8, text).Matches();
        int element = 0, at = 0, star = -1, starAt = 0;
        while (true)
        {
            if (element < _elements.Length)
            {
                PatternElement current = _elements[element];
                if (current.Kind == PatternElementKind.Star)
                {
                    star = ++element;
                    starAt = at;
                    if (element == _elements.Length) return true;
                    if (!SkipToStart(text, element, ref starAt)) return false;
                    at = starAt;
                    continue;
                }
                if (at < text.Length)
                {
                    int length = current.Match(text[at..], _utf8);
                    if (length > 0)
                    {
                        at += length;
                        element++;
                        continue;
                    }
                }
            }
            else if (at == text.Length) return true;
            if (star < 0 || starAt >= text.Length) return false;
            Attention.Step();
            element = star;
            starAt += PatternElement.CharLength(text[starAt..], _utf8);
            if (!SkipToStart(text, element, ref starAt)) return false;
            at = starAt;
        }
    }

    // What follows a star begins with a certain char: there is no use in trying where that is not.
    private bool SkipToStart(ReadOnlySpan<char> text, int element, ref int at)
    {
        if (_elements[element] is not { Kind: PatternElementKind.Char, Char: < (char)0x80 } next) return true;
        int distance = text[at..].IndexOf(next.Char);
        at += Math.Max(0, distance);
        return distance >= 0;
    }

    /// <summary>The length of the prefix that it matches, shortest or longest, or -1.</summary>
    public int MatchPrefix(ReadOnlySpan<char> text, bool longest)
    {
        if (Literal is not null) return text.StartsWith(Literal) ? Literal.Length : -1;
        // Most texts have no such prefix at all, which one look tells.
        if (!(_withRest ??= Extended(before: false)).IsMatch(text)) return -1;
        if (_elements.Length > 1 && _elements[0].Kind == PatternElementKind.Star && LiteralOf(_elements.AsSpan(1)) is { } end)
        {
            int found = longest ? Fold(text).LastIndexOf(end) : Fold(text).IndexOf(end);
            return found < 0 ? -1 : found + end.Length;
        }
        if (longest)
        {
            for (int i = text.Length; i >= 0; i--)
                if (IsBoundary(text, i) && IsMatch(text[..i])) return i;
        }
        else
        {
            for (int i = 0; i <= text.Length; i++)
                if (IsBoundary(text, i) && IsMatch(text[..i])) return i;
        }
        return -1;
    }

    /// <summary>Where the suffix that it matches, shortest or longest, begins, or -1.</summary>
    public int MatchSuffix(ReadOnlySpan<char> text, bool longest)
    {
        if (Literal is not null) return text.EndsWith(Literal) ? text.Length - Literal.Length : -1;
        if (!(_behindAnything ??= Extended(before: true)).IsMatch(text)) return -1;
        if (_elements.Length > 1 && _elements[^1].Kind == PatternElementKind.Star && LiteralOf(_elements.AsSpan(0, _elements.Length - 1)) is { } start)
            return longest ? Fold(text).IndexOf(start) : Fold(text).LastIndexOf(start);
        if (longest)
        {
            for (int i = 0; i <= text.Length; i++)
                if (IsBoundary(text, i) && IsMatch(text[i..])) return i;
        }
        else
        {
            for (int i = text.Length; i >= 0; i--)
                if (IsBoundary(text, i) && IsMatch(text[i..])) return i;
        }
        return -1;
    }

    /// <summary>The first longest match at or behind <paramref name="start"/>.</summary>
    public bool FindLongest(ReadOnlySpan<char> text, int start, out int at, out int length)
    {
        for (at = start; at <= text.Length; at++)
        {
            if (Literal is { Length: > 0 })
            {
                int found = text[at..].IndexOf(Literal);
                length = Literal.Length;
                at += Math.Max(found, 0);
                return found >= 0;
            }
            if (!IsBoundary(text, at)) continue;
            length = MatchPrefix(text[at..], longest: true);
            if (length > 0) return true;
        }
        length = 0;
        return false;
    }

    /// <summary>A pattern of other elements that is read in the same way.</summary>
    internal Pattern Of(PatternElement[] elements) => new(elements, _style);

    // The same with any text before it or behind it.
    private Pattern Extended(bool before)
    {
        var star = new PatternElement(PatternElementKind.Star);
        return new Pattern(before ? [star, .. _elements] : [.. _elements, star], _style);
    }

    private ReadOnlySpan<char> Fold(ReadOnlySpan<char> text) => _ignoresCase ? Lower(text) : text;

    private static char Lower(char c) => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;

    private static string Lower(ReadOnlySpan<char> text) => string.Create(text.Length, text, static (result, source) =>
    {
        for (int i = 0; i < result.Length; i++) result[i] = Lower(source[i]);
    });

    private bool IsBoundary(ReadOnlySpan<char> text, int at) => !_utf8 || at >= text.Length || text[at] is < '\x80' or >= '\xC0';

    // The text that elements stand for when each of them is a char.
    private static string? LiteralOf(ReadOnlySpan<PatternElement> elements)
    {
        foreach (PatternElement element in elements)
            if (element.Kind != PatternElementKind.Char) return null;
        return string.Create(elements.Length, elements, static (text, source) =>
        {
            for (int i = 0; i < text.Length; i++) text[i] = source[i].Char;
        });
    }
}
