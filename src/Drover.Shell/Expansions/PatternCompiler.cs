using System.Buffers;

namespace Drover.Shell.Expansions;

/// <summary>Makes patterns of text of which some chars are quoted.</summary>
internal static class PatternCompiler
{
    private const int GreatestDepth = 500;

    private static readonly SearchValues<char> s_special = SearchValues.Create("*?[\\(");

    /// <summary>Compiles text without quoting.</summary>
    public static Pattern Compile(ReadOnlySpan<char> text, bool utf8) => Compile(text, [], utf8 ? PatternStyles.Utf8 : PatternStyles.None);

    /// <summary>Compiles text without quoting.</summary>
    public static Pattern Compile(ReadOnlySpan<char> text, PatternStyles style) => Compile(text, [], style);

    /// <summary>Compiles text; a char whose flag has <see cref="ExpansionBuffer.Quoted"/> stands for itself. No flags mean that nothing is quoted.</summary>
    /// <exception cref="ShellErrorException">Its extended patterns are nested too deeply.</exception>
    public static Pattern Compile(ReadOnlySpan<char> text, ReadOnlySpan<byte> flags, PatternStyles style) => Compile(text, flags, style, depth: 0);

    private static Pattern Compile(ReadOnlySpan<char> text, ReadOnlySpan<byte> flags, PatternStyles style, int depth)
    {
        if (depth > GreatestDepth) throw new ShellErrorException($"pattern: more than {GreatestDepth} extended patterns in each other");
        bool utf8 = (style & PatternStyles.Utf8) != 0, extended = (style & PatternStyles.Extended) != 0;
        var elements = new List<PatternElement>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == ExpansionBuffer.Mark) continue;
            if (IsQuoted(flags, i))
            {
                elements.Add(new PatternElement(PatternElementKind.Char, c));
                continue;
            }
            if (extended && IsGroupStart(text, flags, i))
            {
                int close = FindGroupEnd(text, flags, i + 1);
                if (close < 0)
                {
                    // As in bash all behind a group that nothing closes is text.
                    foreach (char each in text[i..])
                        if (each != ExpansionBuffer.Mark) elements.Add(new PatternElement(PatternElementKind.Char, each));
                    break;
                }
                elements.Add(new PatternElement(PatternElementKind.Group, c, Group: Alternatives(text, flags, i + 2, close, style, depth + 1)));
                i = close;
                continue;
            }
            switch (c)
            {
                case '*':
                    if (elements.Count == 0 || elements[^1].Kind != PatternElementKind.Star) elements.Add(new PatternElement(PatternElementKind.Star));
                    break;
                case '?':
                    elements.Add(new PatternElement(PatternElementKind.Any));
                    break;
                case '[' when TryBracket(text, flags, utf8, ref i, out BracketExpression? bracket):
                    elements.Add(new PatternElement(PatternElementKind.Bracket, Bracket: bracket));
                    break;
                case '\\' when i + 1 < text.Length && !IsQuoted(flags, i + 1):
                    // A backslash that came from an expansion quotes what follows it (POSIX 2.13.1), unless that is quoted already.
                    i++;
                    while (i + 1 < text.Length && text[i] == ExpansionBuffer.Mark) i++;
                    elements.Add(new PatternElement(PatternElementKind.Char, text[i]));
                    break;
                default:
                    elements.Add(new PatternElement(PatternElementKind.Char, c));
                    break;
            }
        }
        return new Pattern([.. elements], style);
    }

    /// <summary>Whether an unquoted char could make it more than literal text.</summary>
    public static bool HasSpecial(ReadOnlySpan<char> text, ReadOnlySpan<byte> flags)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsQuoted(flags, i)) continue;
            if (text[i] == '\\')
            {
                // Of itself it makes no pattern (POSIX 2.14.3), but what follows is text.
                i++;
                continue;
            }
            if (IsGroupStart(text, flags, i)) return true;
            if (text[i] is not ('*' or '?' or '[')) continue;
            // A bracket that nothing closes is text: the command "[".
            if (text[i] != '[' || text[(i + 1)..].Contains(']')) return true;
        }
        return false;
    }

    /// <summary>The same of text without quoting.</summary>
    public static bool HasSpecial(ReadOnlySpan<char> text)
    {
        int at = text.IndexOfAny(s_special);
        return at >= 0 && HasSpecial(text[Math.Max(0, at - 1)..], []);
    }

    /// <summary>Whether the last char is a backslash that quotes what follows.</summary>
    public static bool EndsInBackslash(ReadOnlySpan<char> text, ReadOnlySpan<byte> flags)
    {
        int count = 0;
        while (count < text.Length && text[text.Length - 1 - count] == '\\' && !IsQuoted(flags, text.Length - 1 - count)) count++;
        return count % 2 == 1;
    }

    /// <summary>The patterns of a list with colons between them, of which those in brackets, groups and behind a backslash are text.</summary>
    public static List<string> CutAtColons(string list)
    {
        var patterns = new List<string>();
        int start = 0;
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i] == '\\') i++;
            else if (list[i] == '[') _ = TryBracket(list, [], utf8: false, ref i, out _);
            else if (IsGroupStart(list, [], i) && FindGroupEnd(list, [], i + 1) is > 0 and var close) i = close;
            else if (list[i] == ':')
            {
                patterns.Add(list[start..i]);
                start = i + 1;
            }
        }
        patterns.Add(list[start..]);
        return patterns;
    }

    private static bool IsGroupStart(ReadOnlySpan<char> text, ReadOnlySpan<byte> flags, int at) =>
        text[at] is '?' or '*' or '+' or '@' or '!' && at + 1 < text.Length && text[at + 1] == '(' && !IsQuoted(flags, at + 1);

    // From the opening parenthesis; -1 when nothing closes it.
    private static int FindGroupEnd(ReadOnlySpan<char> text, ReadOnlySpan<byte> flags, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            if (IsQuoted(flags, i)) continue;
            if (text[i] == '\\') i++;
            else if (text[i] == '(') depth++;
            else if (text[i] == ')' && --depth == 0) return i;
        }
        return -1;
    }

    private static Pattern[] Alternatives(ReadOnlySpan<char> text, ReadOnlySpan<byte> flags, int start, int end, PatternStyles style, int level)
    {
        var list = new List<Pattern>();
        int depth = 0;
        for (int i = start; i <= end; i++)
        {
            bool isPlain = i == end || !IsQuoted(flags, i);
            if (i == end || (isPlain && depth == 0 && text[i] == '|'))
            {
                list.Add(Compile(text[start..i], flags.IsEmpty ? flags : flags[start..i], style, level));
                start = i + 1;
            }
            else if (isPlain && text[i] == '\\') i++;
            else if (isPlain && text[i] == '(') depth++;
            else if (isPlain && text[i] == ')') depth--;
        }
        return [.. list];
    }

    private static bool IsQuoted(ReadOnlySpan<byte> flags, int at) => !flags.IsEmpty && (flags[at] & ExpansionBuffer.Quoted) != 0;

    // A "[" that starts no valid expression stands for itself. A slash can't be in one, because pathnames are matched segment by segment.
    private static bool TryBracket(ReadOnlySpan<char> text, ReadOnlySpan<byte> flags, bool utf8, ref int at, out BracketExpression? bracket)
    {
        bracket = new BracketExpression();
        int i = at + 1;
        if (i < text.Length && text[i] is '!' or '^' && !IsQuoted(flags, i))
        {
            bracket.IsNegated = true;
            i++;
        }
        bool first = true;
        while (true)
        {
            while (i < text.Length && text[i] == ExpansionBuffer.Mark) i++;
            if (i >= text.Length) return false;
            bool quoted = IsQuoted(flags, i);
            if (text[i] == ']' && !quoted && !first)
            {
                at = i;
                return true;
            }
            first = false;
            if (text[i] == '[' && !quoted && i + 1 < text.Length && text[i + 1] is ':' && TryName(text, i, ':', out string? name, out int next))
            {
                bracket.AddClass(name!);
                i = next;
                continue;
            }
            if (!TryElement(text, flags, utf8, ref i, out int low)) return false;
            if (i + 1 < text.Length && text[i] == '-' && !IsQuoted(flags, i) && !(text[i + 1] == ']' && !IsQuoted(flags, i + 1)))
            {
                i++;
                if (!TryElement(text, flags, utf8, ref i, out int high)) return false;
                bracket.Add(low, high);
            }
            else bracket.Add(low, low);
        }
    }

    private static bool TryElement(ReadOnlySpan<char> text, ReadOnlySpan<byte> flags, bool utf8, ref int i, out int character)
    {
        character = 0;
        if (i >= text.Length) return false;
        if (!IsQuoted(flags, i))
        {
            if (text[i] == '[' && i + 1 < text.Length && text[i + 1] is '.' or '=' && TryName(text, i, text[i + 1], out string? name, out int next))
            {
                i = next;
                // In the locales we know, an element or class of equivalence is one character; names of others match nothing.
                int length = PatternElement.Decode(name, utf8, out character);
                if (length != name!.Length) character = -1;
                return true;
            }
            if (text[i] == '\\' && i + 1 < text.Length) i++;
        }
        i += PatternElement.Decode(text[i..], utf8, out character);
        return true;
    }

    // "[:name:]", "[.x.]", "[=x=]"
    private static bool TryName(ReadOnlySpan<char> text, int start, char kind, out string? name, out int next)
    {
        name = null;
        next = start;
        int i = start + 2;
        for (int end = i + (kind == ':' ? 0 : 1); end + 1 < text.Length; end++)
        {
            if (text[end] != kind || text[end + 1] != ']') continue;
            name = new string(text[i..end]);
            next = end + 2;
            return name.Length > 0;
        }
        return false;
    }
}
