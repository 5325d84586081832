namespace Drover.Cli.Printing;

/// <summary>The look of text on a terminal: colours that every terminal has (ECMA-48, SGR).</summary>
internal static class Palette
{
    private const string Reset = "\e[0m";

    /// <summary>The text in the colour of its tone, if colours are wanted.</summary>
    public static string Styled(string text, Tone tone, bool colour) => colour && text.Length > 0 && Start(tone) is { Length: > 0 } start ? start + text + Reset : text;

    /// <summary>The text, or its beginning and "…" where it is longer than that.</summary>
    public static string Cut(string text, int width)
    {
        if (text.Length <= width) return text;
        int length = Math.Max(0, width - 1);
        if (length > 0 && char.IsHighSurrogate(text[length - 1])) length--;
        return string.Concat(text.AsSpan(0, length), "…");
    }

    private static string Start(Tone tone) => tone switch
    {
        Tone.Good => "\e[32m",
        Tone.Warning => "\e[33m",
        Tone.Bad => "\e[31m",
        Tone.Dim => "\e[2m",
        Tone.Heading => "\e[1m",
        _ => "",
    };
}
