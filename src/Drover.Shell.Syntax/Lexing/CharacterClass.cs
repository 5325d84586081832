namespace Drover.Shell.Syntax.Lexing;

/// <summary>The classes of chars that the grammar speaks of; in the portable character set alone, whatever the locale.</summary>
internal static class CharacterClass
{
    public static bool IsNameStart(int c) => (uint)((c | 0x20) - 'a') < 26 || c == '_';

    public static bool IsName(int c) => IsNameStart(c) || IsDigit(c);

    public static bool IsDigit(int c) => (uint)(c - '0') < 10;

    public static bool IsBlank(int c) => c is ' ' or '\t';

    public static bool IsSpecialParameter(int c) => c is '@' or '*' or '#' or '?' or '-' or '$' or '!';

    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || !IsNameStart(text[0])) return false;
        foreach (char c in text[1..])
            if (!IsName(c)) return false;
        return true;
    }

    public static bool IsNumber(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
            if (!IsDigit(c)) return false;
        return text.Length > 0;
    }
}
