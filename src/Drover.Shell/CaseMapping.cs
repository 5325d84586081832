using System.Text;
using Drover.Shell.Expansions;
using Drover.Shell.Variables;

namespace Drover.Shell;

/// <summary>Capital and small letters of shell text: those of ASCII, or in a UTF-8 locale every character that is one; other bytes stay as they are.</summary>
internal static class CaseMapping
{
    /// <summary>All of it in capital letters.</summary>
    public static string ToUpper(string text, bool utf8) => Map(text, utf8, all: true, static (_, _) => LetterCase.Upper);

    /// <summary>All of it in small letters.</summary>
    public static string ToLower(string text, bool utf8) => Map(text, utf8, all: true, static (_, _) => LetterCase.Lower);

    /// <summary>Its first character as a capital letter.</summary>
    public static string Capitalize(string text, bool utf8) => Map(text, utf8, all: false, static (_, _) => LetterCase.Upper);

    /// <summary>A value as the attributes of its variable want it.</summary>
    public static string Map(string text, bool utf8, VariableAttributes attributes) => (attributes & VariableAttributes.Cases) switch
    {
        VariableAttributes.Lowercase => ToLower(text, utf8),
        VariableAttributes.Uppercase => ToUpper(text, utf8),
        VariableAttributes.Capitalized => Map(text, utf8, all: true, static (at, _) => at == 0 ? LetterCase.Upper : LetterCase.Lower),
        _ => text,
    };

    /// <summary>Each character, or the first alone, in the case that <paramref name="choose"/> wants; it is given where in the text the character is.</summary>
    public static string Map(string text, bool utf8, bool all, Func<int, int, LetterCase> choose)
    {
        StringBuilder? result = null;
        int kept = 0, length;
        Span<char> mapped = stackalloc char[4];
        for (int at = 0; at < text.Length && (at == 0 || all); at += length)
        {
            length = PatternElement.Decode(text.AsSpan(at), utf8, out int character);
            // Bytes that are no character are above all of them.
            if ((length == 1 && character >= 0x80) || choose(at, length) is var wish && wish == LetterCase.Same) continue;
            var rune = new Rune(character);
            Rune other = wish switch
            {
                LetterCase.Upper => Rune.ToUpperInvariant(rune),
                LetterCase.Lower => Rune.ToLowerInvariant(rune),
                _ => Rune.IsUpper(rune) ? Rune.ToLowerInvariant(rune) : Rune.ToUpperInvariant(rune),
            };
            if (other == rune) continue;
            (result ??= new StringBuilder(text.Length)).Append(text, kept, at - kept).Append(mapped[..Encode(other, mapped)]);
            kept = at + length;
        }
        return result is null ? text : result.Append(text, kept, text.Length - kept).ToString();
    }

    private static int Encode(Rune rune, Span<char> chars)
    {
        Span<byte> bytes = stackalloc byte[4];
        int n = rune.EncodeToUtf8(bytes);
        for (int i = 0; i < n; i++) chars[i] = (char)bytes[i];
        return n;
    }
}
