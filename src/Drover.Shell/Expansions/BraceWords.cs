// Constraints
//   Only what is written counts: nothing that an expansion yields, and no quoted char, is a brace, a comma or a dot here. What has no valid expansion stays as it is.
// Scheme
//   The word becomes a row of units, each an unquoted char or a whole part. From left to right the first brace that pairs and holds a comma, or a sequence, is replaced by each
//   of its alternatives, expanded themselves, combined with all that the rest expands to. The outcome depends on the text alone, so it is kept with the word.

using System.Collections.Immutable;
using System.Text;
using Drover.Shell.Execution;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Expansions;

/// <summary>The words that a word with braces stands for.</summary>
internal static class BraceWords
{
    private const int GreatestCount = 2_000_000;
    private const int GreatestKept = 256;
    private const int GreatestDepth = 200;

    private static readonly object s_nothing = new();

    /// <summary>The words, or null when there is nothing to expand.</summary>
    /// <exception cref="ShellErrorException">There would be too many of them.</exception>
    public static IReadOnlyList<Word>? TryExpand(Word word)
    {
        WordPlan plan = WordPlan.Of(word);
        if (plan.Braces is not null) return plan.Braces as IReadOnlyList<Word>;
        BraceUnit[] units = UnitsOf(word);
        if (FindBrace(units, 0, out _) < 0)
        {
            plan.Braces = s_nothing;
            return null;
        }
        List<BraceUnit[]> expanded = Expand(units, 0);
        var words = new Word[expanded.Count];
        for (int i = 0; i < words.Length; i++)
        {
            Attention.Step(4);
            words[i] = word.WithParts(PartsOf(expanded[i]));
        }
        if (words.Length <= GreatestKept) plan.Braces = words;
        return words;
    }

    private static BraceUnit[] UnitsOf(Word word)
    {
        var units = new List<BraceUnit>();
        foreach (WordPart part in word.Parts)
        {
            if (part is not LiteralPart literal) units.Add(new BraceUnit('\0', part));
            else
                foreach (char c in literal.Text) units.Add(new BraceUnit(c, literal));
        }
        return [.. units];
    }

    private static List<BraceUnit[]> Expand(BraceUnit[] units, int depth)
    {
        if (depth > GreatestDepth) throw new ShellErrorException("brace expansion: nested too deeply");
        int open = FindBrace(units, 0, out int close);
        if (open < 0) return [units];
        BraceUnit[] body = units[(open + 1)..close];
        List<BraceUnit[]> alternatives = [];
        if (HasComma(body))
        {
            foreach (BraceUnit[] alternative in Alternatives(body)) alternatives.AddRange(Expand(alternative, depth + 1));
        }
        else alternatives = BraceSequence.TryExpand(body, GreatestCount)!;
        List<BraceUnit[]> rests = Expand(units[(close + 1)..], depth + 1);
        if ((long)alternatives.Count * rests.Count > GreatestCount) throw TooMany();
        var result = new List<BraceUnit[]>(alternatives.Count * rests.Count);
        foreach (BraceUnit[] alternative in alternatives)
            foreach (BraceUnit[] rest in rests)
            {
                Attention.Step();
                result.Add([.. units.AsSpan(0, open), .. alternative, .. rest]);
            }
        return result;
    }

    public static ShellErrorException TooMany() => new($"brace expansion: more than {GreatestCount} words");

    /// <summary>The first brace from <paramref name="start"/> on that stands for something, or -1.</summary>
    private static int FindBrace(ReadOnlySpan<BraceUnit> units, int start, out int close)
    {
        close = -1;
        for (int i = start; i < units.Length; i++)
        {
            if (units[i].Char != '{') continue;
            close = FindClose(units, i);
            if (close < 0) continue;
            ReadOnlySpan<BraceUnit> body = units[(i + 1)..close];
            if (HasComma(body) || BraceSequence.IsSequence(body)) return i;
        }
        return -1;
    }

    private static int FindClose(ReadOnlySpan<BraceUnit> units, int open)
    {
        int depth = 0;
        for (int i = open; i < units.Length; i++)
        {
            if (units[i].Char == '{') depth++;
            else if (units[i].Char == '}' && --depth == 0) return i;
        }
        return -1;
    }

    private static bool HasComma(ReadOnlySpan<BraceUnit> body)
    {
        int depth = 0;
        foreach (BraceUnit unit in body)
        {
            if (unit.Char == '{') depth++;
            else if (unit.Char == '}') depth--;
            else if (unit.Char == ',' && depth == 0) return true;
        }
        return false;
    }

    private static List<BraceUnit[]> Alternatives(BraceUnit[] body)
    {
        var list = new List<BraceUnit[]>();
        int depth = 0, start = 0;
        for (int i = 0; i <= body.Length; i++)
        {
            if (i < body.Length && body[i].Char == '{') depth++;
            else if (i < body.Length && body[i].Char == '}') depth--;
            else if (i == body.Length || (body[i].Char == ',' && depth == 0))
            {
                list.Add(body[start..i]);
                start = i + 1;
            }
        }
        return list;
    }

    private static ImmutableArray<WordPart> PartsOf(BraceUnit[] units)
    {
        var parts = ImmutableArray.CreateBuilder<WordPart>();
        var text = new StringBuilder();
        for (int i = 0; i < units.Length; i++)
        {
            if (units[i].Char == '\0')
            {
                parts.Add(units[i].Part);
                continue;
            }
            text.Append(units[i].Char);
            if (i + 1 < units.Length && units[i + 1].Char != '\0') continue;
            AddLiteral((LiteralPart)units[i].Part, text.ToString(), i + 1 == units.Length, parts);
            text.Clear();
        }
        return parts.DrainToImmutable();
    }

    // A tilde that came to the start: {~,/tmp}/x.
    private static void AddLiteral(LiteralPart origin, string text, bool isLast, ImmutableArray<WordPart>.Builder parts)
    {
        int end = text.AsSpan().IndexOf('/') is >= 0 and var slash ? slash : isLast ? text.Length : -1;
        if (parts.Count > 0 || text[0] != '~' || end < 0)
        {
            parts.Add(origin.WithText(text));
            return;
        }
        parts.Add(origin.ToTilde(text[1..end]));
        if (end < text.Length) parts.Add(origin.WithText(text[end..]));
    }
}
