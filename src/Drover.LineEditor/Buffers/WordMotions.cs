using System.Text;

namespace Drover.LineEditor.Buffers;

/// <summary>Where words begin and end: emacs's (letters and digits), the shell's (between blanks), vi's (letters, digits and underscores, or other marks).</summary>
internal static class WordMotions
{
    public static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\n';

    /// <summary>Behind the next word of letters and digits.</summary>
    public static int ForwardEnd(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && !IsWordAt(text, at)) at = GraphemeClusters.Next(text, at);
        while (at < text.Length && IsWordAt(text, at)) at = GraphemeClusters.Next(text, at);
        return at;
    }

    /// <summary>The start of the word of letters and digits before.</summary>
    public static int BackwardStart(ReadOnlySpan<byte> text, int at)
    {
        while (at > 0 && !IsWordAt(text, GraphemeClusters.Previous(text, at))) at = GraphemeClusters.Previous(text, at);
        while (at > 0 && IsWordAt(text, GraphemeClusters.Previous(text, at))) at = GraphemeClusters.Previous(text, at);
        return at;
    }

    /// <summary>The start of what stands between blanks before.</summary>
    public static int BlankBackward(ReadOnlySpan<byte> text, int at)
    {
        while (at > 0 && IsBlank(text[at - 1])) at--;
        while (at > 0 && !IsBlank(text[at - 1])) at--;
        return at;
    }

    /// <summary>The start of what stands behind a blank or slash before.</summary>
    public static int NameBackward(ReadOnlySpan<byte> text, int at)
    {
        while (at > 0 && (IsBlank(text[at - 1]) || text[at - 1] == '/')) at--;
        while (at > 0 && !IsBlank(text[at - 1]) && text[at - 1] != '/') at--;
        return at;
    }

    /// <summary>Behind the next that stands between blanks.</summary>
    public static int BlankForward(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && IsBlank(text[at])) at++;
        while (at < text.Length && !IsBlank(text[at])) at++;
        return at;
    }

    /// <summary>vi's w: the start of the next word.</summary>
    public static int ViNext(ReadOnlySpan<byte> text, int at, bool big)
    {
        if (at >= text.Length) return text.Length;
        int kind = ViClass(text, at, big);
        while (at < text.Length && kind != 0 && ViClass(text, at, big) == kind) at = GraphemeClusters.Next(text, at);
        while (at < text.Length && ViClass(text, at, big) == 0) at = GraphemeClusters.Next(text, at);
        return at;
    }

    /// <summary>vi's b: the start of the word before.</summary>
    public static int ViPrevious(ReadOnlySpan<byte> text, int at, bool big)
    {
        while (at > 0 && ViClass(text, GraphemeClusters.Previous(text, at), big) == 0) at = GraphemeClusters.Previous(text, at);
        if (at == 0) return 0;
        int kind = ViClass(text, GraphemeClusters.Previous(text, at), big);
        while (at > 0 && ViClass(text, GraphemeClusters.Previous(text, at), big) == kind) at = GraphemeClusters.Previous(text, at);
        return at;
    }

    /// <summary>vi's e: the last character of the word, this one or the next.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The character to begin with.</param>
    /// <param name="big">Whether only blanks part words.</param>
    /// <param name="stays">Whether it may be that character itself, as for cw.</param>
    public static int ViEnd(ReadOnlySpan<byte> text, int at, bool big, bool stays = false)
    {
        int last = GraphemeClusters.Previous(text, text.Length);
        if (!stays) at = GraphemeClusters.Next(text, at);
        while (at < text.Length && ViClass(text, at, big) == 0) at = GraphemeClusters.Next(text, at);
        if (at >= text.Length) return last;
        int kind = ViClass(text, at, big);
        while (true)
        {
            int next = GraphemeClusters.Next(text, at);
            if (next >= text.Length || ViClass(text, next, big) != kind) return at;
            at = next;
        }
    }

    // 0 blank, 1 word, 2 other marks.
    private static int ViClass(ReadOnlySpan<byte> text, int at, bool big)
    {
        if (IsBlank(text[at])) return 0;
        return big || text[at] == '_' || IsWordAt(text, at) ? 1 : 2;
    }

    private static bool IsWordAt(ReadOnlySpan<byte> text, int at)
    {
        byte b = text[at];
        if (b < 0x80) return char.IsAsciiLetterOrDigit((char)b);
        return Rune.DecodeFromUtf8(text[at..], out Rune rune, out _) == System.Buffers.OperationStatus.Done && Rune.IsLetterOrDigit(rune);
    }
}
