using System.Text;

namespace Drover.Shell.Builtins;

/// <summary>Backslash escapes of <c>echo</c>, <c>printf</c> and <c>$'…'</c>.</summary>
internal static class EscapeDecoder
{
    /// <summary>The text with its escapes decoded as in <c>$'…'</c>.</summary>
    public static string Decode(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            if (text[i] != '\\' || i + 1 >= text.Length) result.Append(text[i++]);
            else i += DecodeOne(text.AsSpan(i), result, zeroLeads: false, out _);
        }
        return result.ToString();
    }

    /// <summary>Decodes an operand of <c>%b</c>; true when <c>\c</c>, which ends all output, was in it.</summary>
    public static bool DecodeOperand(string text, out string decoded) => DecodeOperand(text, kept: "", out decoded);

    /// <summary>Decodes an operand of <c>echo</c>; true when <c>\c</c>, which ends all output, was in it. As in dash (POSIX mode) there are no numbers in hexadecimal, as in bash (else) octal ones start with 0.</summary>
    public static bool DecodeEcho(string text, bool posix, out string decoded) => DecodeOperand(text, posix ? "xuUE" : "1234567", out decoded);

    // The escapes of some letters stay what they are.
    private static bool DecodeOperand(string text, string kept, out string decoded)
    {
        var result = new StringBuilder(text.Length);
        bool ends = false;
        for (int i = 0; i < text.Length && !ends;)
        {
            if (text[i] != '\\' || i + 1 >= text.Length || kept.Contains(text[i + 1], StringComparison.Ordinal)) result.Append(text[i++]);
            else i += DecodeOne(text.AsSpan(i), result, zeroLeads: true, out ends);
        }
        decoded = result.ToString();
        return ends;
    }

    /// <summary>Decodes the escape that <paramref name="text"/> starts with and returns its length.</summary>
    public static int DecodeOne(ReadOnlySpan<char> text, StringBuilder result, bool zeroLeads, out bool ends)
    {
        ends = false;
        char letter = text[1];
        switch (letter)
        {
            case 'a': result.Append('\a'); return 2;
            case 'b': result.Append('\b'); return 2;
            case 'f': result.Append('\f'); return 2;
            case 'n': result.Append('\n'); return 2;
            case 'r': result.Append('\r'); return 2;
            case 't': result.Append('\t'); return 2;
            case 'v': result.Append('\v'); return 2;
            case '\\': result.Append('\\'); return 2;
            case 'c' when zeroLeads:
                ends = true;
                return 2;
            case 'e' or 'E': result.Append('\x1B'); return 2;
            case 'x': return Number(text, 2, 2, 16, result);
            case 'u' or 'U': return Character(text, letter == 'u' ? 4 : 8, result);
            case '0' when zeroLeads: return Number(text, 2, 3, 8, result);
            case >= '0' and <= '7': return Number(text, 1, 3, 8, result);
            case '\'' or '"' or '?' when !zeroLeads: result.Append(letter); return 2;
            default:
                result.Append('\\').Append(letter);
                return 2;
        }
    }

    private static int Number(ReadOnlySpan<char> text, int start, int digits, int radix, StringBuilder result)
    {
        int i = start, value = 0;
        for (; i < text.Length && i < start + digits && Digit(text[i]) is var digit && digit < radix; i++) value = (value * radix) + digit;
        if (i == start && radix == 16)
        {
            result.Append("\\x");
            return i;
        }
        if ((char)(value & 0xFF) is var c) result.Append(c);
        return i;
    }

    private static int Character(ReadOnlySpan<char> text, int digits, StringBuilder result)
    {
        int i = 2, value = 0;
        for (; i < text.Length && i < 2 + digits && Digit(text[i]) is var digit && digit < 16; i++) value = (value * 16) + digit;
        Span<byte> bytes = stackalloc byte[4];
        if (i > 2 && Rune.TryCreate(value, out Rune rune)) result.Append(ShellText.From(bytes[..rune.EncodeToUtf8(bytes)]));
        else result.Append(text[..i]);
        return i;
    }

    private static int Digit(char c) => char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : int.MaxValue;
}
