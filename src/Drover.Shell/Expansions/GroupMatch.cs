// Scheme
//   Each pair of an element and a place in the text is tried once: what failed is remembered, so the time is polynomial whatever the pattern.

using Drover.Shell.Execution;

namespace Drover.Shell.Expansions;

/// <summary>Matches a pattern that has groups.</summary>
internal readonly ref struct GroupMatch(PatternElement[] elements, bool utf8, ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private readonly bool[] _failed = new bool[(elements.Length + 1) * (text.Length + 1)];

    /// <summary>Whether it matches all of the text.</summary>
    public bool Matches() => Matches(0, 0);

    private bool Matches(int element, int at)
    {
        int place = (element * (_text.Length + 1)) + at;
        if (_failed[place]) return false;
        Attention.Step();
        bool matches = element == elements.Length ? at == _text.Length : elements[element].Kind switch
        {
            PatternElementKind.Star => MatchesStar(element, at),
            PatternElementKind.Group => MatchesGroup(element, at),
            _ => at < _text.Length && elements[element].Match(_text[at..], utf8) is > 0 and var length && Matches(element + 1, at + length),
        };
        _failed[place] = !matches;
        return matches;
    }

    private bool MatchesStar(int element, int at)
    {
        while (true)
        {
            if (Matches(element + 1, at)) return true;
            if (at >= _text.Length) return false;
            at += PatternElement.CharLength(_text[at..], utf8);
        }
    }

    private bool MatchesGroup(int element, int at)
    {
        char kind = elements[element].Char;
        if (kind is '?' or '*' && Matches(element + 1, at)) return true;
        if (kind is '*' or '+') return MatchesRepeated(element, at);
        for (int end = at; end <= _text.Length; end++)
            if (IsAlternative(element, at, end) == (kind != '!') && Matches(element + 1, end)) return true;
        return false;
    }

    // All places that any number of alternatives one after the other can reach.
    private bool MatchesRepeated(int element, int at)
    {
        var reached = new bool[_text.Length + 1];
        reached[at] = true;
        for (int from = at; from <= _text.Length; from++)
        {
            if (!reached[from]) continue;
            for (int end = from; end <= _text.Length; end++)
            {
                if ((reached[end] && end > at) || !IsAlternative(element, from, end)) continue;
                if (Matches(element + 1, end)) return true;
                reached[end] = true;
            }
        }
        return false;
    }

    private bool IsAlternative(int element, int start, int end)
    {
        Attention.Step();
        foreach (Pattern alternative in elements[element].Group!)
            if (alternative.IsMatch(_text[start..end])) return true;
        return false;
    }
}
