// Constraints
//   The expression is POSIX's extended one (XBD 9.4); some of its chars are quoted and stand for themselves. What it does not define must not become one of .NET's extensions.
// Scheme
//   One pass from left to right. Where .NET reads a repetition of a repetition in a way of its own (lazy, possessive), the repeated part is put into a group.

using System.Text;
using System.Text.RegularExpressions;

namespace Drover.Shell.Expansions;

/// <summary>Puts an extended regular expression into the words of .NET.</summary>
internal static class RegularExpression
{
    // Longer ones take .NET's choice.
    private const int LongestChoice = 10_000;

    // No escape of a char can be confused with it.
    private const string End = "(?:\\z)", Nowhere = "(?!)";

    /// <summary>The first match and of those that begin there the longest, as POSIX asks for.</summary>
    /// <param name="subject">The text.</param>
    /// <param name="expression">The expression in the words of .NET.</param>
    /// <param name="options">How to match.</param>
    /// <param name="limit">How long one attempt may take.</param>
    /// <exception cref="RegexMatchTimeoutException">It took longer.</exception>
    public static Match Longest(string subject, string expression, RegexOptions options, TimeSpan limit)
    {
        Match first = Regex.Match(subject, expression, options, limit);
        int end = first.Index + first.Length;
        // Repetitions are greedy: only where there is a choice another way may lead further.
        if (!first.Success || end == subject.Length || subject.Length > LongestChoice || expression.AsSpan().IndexOfAny('|', '?') < 0) return first;
        var toTheEnd = new Regex($"\\G(?:{expression})\\z", options, limit);
        if (toTheEnd.Match(subject, first.Index) is { Success: true } whole) return whole;
        // Of a text that is cut off the end is none.
        var toTheCut = new Regex($"\\G(?:{expression.Replace(End, Nowhere, StringComparison.Ordinal)})\\z", options, limit);
        for (int cut = subject.Length - 1; cut > end; cut--)
            if (toTheCut.Match(subject[..cut], first.Index) is { Success: true } longer) return longer;
        return first;
    }

    /// <summary>The same expression for <see cref="Regex"/>.</summary>
    /// <exception cref="ArgumentException">It is not valid.</exception>
    public static string ToDotNet(string expression, ReadOnlySpan<byte> flags)
    {
        var result = new StringBuilder();
        var groups = new Stack<int>();
        int atom = -1;
        bool isRepeated = false;
        for (int i = 0; i < expression.Length; i++)
        {
            char c = expression[i];
            if (c == ExpansionBuffer.Mark) continue;
            bool isQuoted = (flags[i] & ExpansionBuffer.Quoted) != 0;
            if (!isQuoted && IsRepetition(expression, i, out int length) && atom >= 0)
            {
                if (isRepeated) result.Insert(atom, "(?:").Append(')');
                result.Append(expression, i, length);
                isRepeated = true;
                i += length - 1;
                continue;
            }
            isRepeated = false;
            if (isQuoted)
            {
                atom = result.Length;
                result.Append(Regex.Escape(c.ToString()));
                continue;
            }
            switch (c)
            {
                case '(':
                    groups.Push(result.Length);
                    result.Append('(');
                    atom = -1;
                    break;
                case ')' when groups.Count > 0:
                    atom = groups.Pop();
                    result.Append(')');
                    break;
                case '|' or '^':
                    result.Append(c);
                    atom = -1;
                    break;
                case '$':
                    result.Append(End);
                    atom = -1;
                    break;
                case '[':
                    atom = result.Length;
                    i = Bracket(expression, i, result);
                    break;
                case '\\' when i + 1 < expression.Length:
                    atom = result.Length;
                    result.Append(Escape(expression[++i]));
                    break;
                case '.':
                    atom = result.Length;
                    result.Append('.');
                    break;
                default:
                    atom = result.Length;
                    result.Append(Regex.Escape(c.ToString())).Replace("]", "\\]", result.Length - 1, 1).Replace("}", "\\}", result.Length - 1, 1);
                    break;
            }
        }
        return groups.Count > 0 ? throw new ArgumentException("A parenthesis is not closed.") : result.ToString();
    }

    private static bool IsRepetition(string text, int at, out int length)
    {
        length = 1;
        if (text[at] is '*' or '+' or '?') return true;
        if (text[at] != '{') return false;
        int i = at + 1, digits = 0;
        for (; i < text.Length && (char.IsAsciiDigit(text[i]) || (text[i] == ',' && digits > 0)); i++) digits++;
        if (digits == 0 || i >= text.Length || text[i] != '}' || text.AsSpan(at, i - at).Count(',') > 1) return false;
        length = i + 1 - at;
        return true;
    }

    // GNU's additions have the same names in .NET, but for the edges of words.
    private static string Escape(char c) => c switch
    {
        'w' or 'W' or 's' or 'S' or 'b' or 'B' => "\\" + c,
        '<' => "\\b(?=\\w)",
        '>' => "\\b(?<=\\w)",
        ']' or '}' => "\\" + c,
        _ => Regex.Escape(c.ToString()),
    };

    // Returns the index of the closing bracket.
    private static int Bracket(string text, int open, StringBuilder result)
    {
        int i = open + 1;
        result.Append('[');
        if (i < text.Length && text[i] == '^')
        {
            result.Append('^');
            i++;
        }
        for (bool first = true; ; first = false, i++)
        {
            if (i >= text.Length) throw new ArgumentException("A bracket is not closed.");
            char c = text[i];
            if (c == ']' && !first) break;
            if (c == '[' && i + 1 < text.Length && text[i + 1] is ':' or '.' or '=' && text.IndexOf(text[i + 1] + "]", i + 2, StringComparison.Ordinal) is > 0 and var end)
            {
                string name = text[(i + 2)..end];
                result.Append(text[i + 1] == ':' ? Class(name) : name.Length == 1 ? Escaped(name[0]) : throw new ArgumentException("No such element."));
                i = end + 1;
                continue;
            }
            // A "-" between two elements is a range; at either end itself.
            bool isRange = c == '-' && !first && i + 1 < text.Length && text[i + 1] != ']';
            if (c != ExpansionBuffer.Mark) result.Append(isRange ? "-" : Escaped(c));
        }
        result.Append(']');
        return i;
    }

    private static string Escaped(char c) => c is '\\' or '[' or ']' or '^' or '-' ? "\\" + c : c.ToString();

    private static string Class(string name) => name switch
    {
        "alpha" => "\\p{L}",
        "digit" => "0-9",
        "alnum" => "\\p{L}0-9",
        "space" => " \\t\\n\\r\\f\\v",
        "upper" => "\\p{Lu}",
        "lower" => "\\p{Ll}",
        "blank" => " \\t",
        "xdigit" => "0-9a-fA-F",
        "punct" => "!-/:-@\\[-`{-~",
        "cntrl" => "\\x01-\\x1F\\x7F",
        "print" => "\\x20-\\x7E\\u00A0-\\uFFFF",
        "graph" => "\\x21-\\x7E\\u00A1-\\uFFFF",
        _ => throw new ArgumentException("No such class."),
    };
}
