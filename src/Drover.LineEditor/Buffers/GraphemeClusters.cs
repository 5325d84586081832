// Constraints
//   Text is bytes, mostly UTF-8; a byte that is not stands for itself and is never lost. Moving by one "character" means a whole cluster of UAX #29.
// Scheme
//   Printable ASCII is a cluster unless something joins it. For the rest a few characters are decoded and the runtime's own segmentation asked, which needs no ICU.
//   Going back starts from the nearest byte that surely begins a cluster, and goes forward from there.

using System.Buffers;
using System.Globalization;
using System.Text;

namespace Drover.LineEditor.Buffers;

/// <summary>Where what a person takes for one character begins and ends.</summary>
internal static class GraphemeClusters
{
    /// <summary>Longer clusters are cut: nobody can see the difference.</summary>
    private const int LongestCluster = 32;

    /// <summary>The end of the cluster that begins at <paramref name="at"/>; the length at the end of the text.</summary>
    public static int Next(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length) return text.Length;
        if (text[at] < 0x80 && (at + 1 == text.Length || text[at + 1] < 0x80 || text[at] < 0x20)) return at + 1;
        return at + Measure(text[at..]);
    }

    /// <summary>The start of the cluster that ends at <paramref name="at"/>; 0 at the start.</summary>
    public static int Previous(ReadOnlySpan<byte> text, int at)
    {
        if (at <= 1) return 0;
        if (text[at - 1] < 0x80) return at - 1;
        int start = at;
        for (int runes = 0; start > 0 && runes < LongestCluster * 4; runes++)
        {
            bool ascii = text[start - 1] < 0x80;
            _ = Rune.DecodeLastFromUtf8(text[..start], out _, out int length);
            start -= Math.Max(1, length);
            if (ascii) break;
        }
        while (true)
        {
            int next = Next(text, start);
            if (next >= at) return start;
            start = next;
        }
    }

    /// <summary>The start of the cluster that holds the byte at <paramref name="at"/>.</summary>
    public static int Floor(ReadOnlySpan<byte> text, int at)
    {
        if (at <= 0) return 0;
        if (at >= text.Length) return text.Length;
        // A byte that continues a character can't begin a cluster, and neither can what the cluster before it reaches over.
        int end = at;
        while (end < text.Length && (text[end] & 0xC0) == 0x80 && end - at < 4) end++;
        int start = Previous(text, Math.Min(text.Length, end == at ? at + 1 : end));
        while (Next(text, start) <= at) start = Next(text, start);
        return start;
    }

    private static int Measure(ReadOnlySpan<byte> text)
    {
        Span<char> chars = stackalloc char[(LongestCluster * 2) + 2];
        int used = 0;
        int at = 0;
        for (int runes = 0; runes < LongestCluster && at < text.Length; runes++)
        {
            if (text[at] < 0x80 && at > 0) break;
            if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) != OperationStatus.Done)
            {
                if (at == 0) return 1;
                break;
            }
            used += rune.EncodeToUtf16(chars[used..]);
            at += length;
        }
        int taken = StringInfo.GetNextTextElementLength(chars[..used]);
        return taken == used ? at : Encoding.UTF8.GetByteCount(chars[..taken]);
    }
}
