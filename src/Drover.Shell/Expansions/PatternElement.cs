using System.Text;

namespace Drover.Shell.Expansions;

/// <summary>One element of a pattern.</summary>
internal readonly record struct PatternElement(PatternElementKind Kind, char Char = '\0', BracketExpression? Bracket = null, Pattern[]? Group = null)
{
    /// <summary>How many chars at the start of <paramref name="text"/>, which is not empty, it takes; 0 when it does not match.</summary>
    public int Match(ReadOnlySpan<char> text, bool utf8)
    {
        switch (Kind)
        {
            case PatternElementKind.Char:
                return text[0] == Char ? 1 : 0;
            case PatternElementKind.Any:
                return CharLength(text, utf8);
            default:
                int length = Decode(text, utf8, out int character);
                return Bracket!.Contains(character) ? length : 0;
        }
    }

    /// <summary>How many chars the character at the start takes: 1 for a byte that begins no valid UTF-8.</summary>
    public static int CharLength(ReadOnlySpan<char> text, bool utf8) => !utf8 || text.IsEmpty || text[0] < 0x80 ? 1 : Decode(text, utf8, out _);

    /// <summary>The character at the start, and how many chars it takes; bytes that are not UTF-8 are above all characters.</summary>
    public static int Decode(ReadOnlySpan<char> text, bool utf8, out int character)
    {
        character = text[0];
        if (!utf8 || character < 0x80) return 1;
        Span<byte> bytes = stackalloc byte[4];
        int n = Math.Min(4, text.Length);
        for (int i = 0; i < n; i++) bytes[i] = (byte)text[i];
        if (Rune.DecodeFromUtf8(bytes[..n], out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
        {
            character = rune.Value;
            return length;
        }
        character += 0x110000;
        return 1;
    }
}
