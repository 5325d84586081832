using System.Text;

namespace Drover.Shell.Expansions;

/// <summary>A bracket expression: single characters, ranges and classes (XBD 9.3.5).</summary>
internal sealed class BracketExpression
{
    private readonly List<(int First, int Last)> _ranges = [];
    private readonly List<string> _classes = [];

    public bool IsNegated { get; set; }

    public void Add(int first, int last) => _ranges.Add((first, last));

    public void AddClass(string name) => _classes.Add(name);

    /// <summary>Whether a letter counts in either case.</summary>
    public bool IgnoresCase { get; set; }

    public bool Contains(int character)
    {
        if (IgnoresCase && character is < 0x80 and >= 'A' and (<= 'Z' or >= 'a' and <= 'z')) return IsIn(character | 0x20) || IsIn(character & ~0x20) ? !IsNegated : IsNegated;
        return IsIn(character) ? !IsNegated : IsNegated;
    }

    private bool IsIn(int character)
    {
        foreach ((int first, int last) in _ranges)
            if (character >= first && character <= last) return true;
        foreach (string name in _classes)
            if (IsInClass(character, name)) return true;
        return false;
    }

    /// <summary>Whether a character is in one of the classes of XBD 7.3.1; nothing is in one that does not exist.</summary>
    private static bool IsInClass(int character, string name)
    {
        if (!Rune.TryCreate(character, out Rune rune)) return false;
        return name switch
        {
            "alnum" => Rune.IsLetterOrDigit(rune),
            "alpha" => Rune.IsLetter(rune),
            "blank" => character is ' ' or '\t',
            "cntrl" => Rune.IsControl(rune),
            "digit" => character is >= '0' and <= '9',
            "graph" => character > 0x7F ? !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune) : character is > ' ' and < 0x7F,
            "lower" => Rune.IsLower(rune),
            "print" => character > 0x7F ? !Rune.IsControl(rune) : character is >= ' ' and < 0x7F,
            "punct" => character > 0x7F ? Rune.IsPunctuation(rune) || Rune.IsSymbol(rune) : character is > ' ' and < 0x7F && !Rune.IsLetterOrDigit(rune),
            "space" => Rune.IsWhiteSpace(rune),
            "upper" => Rune.IsUpper(rune),
            "xdigit" => character < 0x80 && char.IsAsciiHexDigit((char)character),
            _ => false,
        };
    }
}
