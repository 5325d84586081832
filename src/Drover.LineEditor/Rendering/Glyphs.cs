// Constraints
//   What is typed or pasted may hold anything, and nothing of it may reach the terminal as a command, or hide, or turn other text around.
// Scheme
//   A cluster is shown as itself when it has a width; whatever else is spelled out: ^A, \x80, \u202e. A tab is spaces up to the next eighth column.

using System.Buffers;
using System.Globalization;
using System.Text;
using Drover.LineEditor.Buffers;

namespace Drover.LineEditor.Rendering;

/// <summary>How one cluster of the text is shown.</summary>
internal static class Glyphs
{
    private const int TabStop = 8;
    private const int VariationSelector16 = 0xFE0F;

    private static readonly string[] s_ascii = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];

    /// <summary>The text of one printable ASCII character.</summary>
    public static string Ascii(byte b) => s_ascii[b];

    /// <summary>The columns that the cluster at <paramref name="at"/> takes in a row at <paramref name="column"/>.</summary>
    /// <param name="text">Where it stands.</param>
    /// <param name="at">Its first byte.</param>
    /// <param name="column">Where it will be shown.</param>
    /// <param name="next">Where the next cluster begins.</param>
    /// <param name="spelled">Whether each column is a character of its own.</param>
    public static int Measure(ReadOnlySpan<byte> text, int at, int column, out int next, out bool spelled)
    {
        next = GraphemeClusters.Next(text, at);
        byte first = text[at];
        spelled = false;
        if (first < 0x80 && next == at + 1)
        {
            if (first is >= 0x20 and < 0x7F) return 1;
            spelled = true;
            return first == '\t' ? TabStop - (column % TabStop) : 2;
        }
        int width = 0;
        int regional = 0;
        int runes = 0;
        bool emoji = false;
        for (int i = at; i < next; runes++)
        {
            if (Rune.DecodeFromUtf8(text[i..next], out Rune rune, out int length) != OperationStatus.Done)
            {
                spelled = true;
                return 4;
            }
            i += length;
            width = Math.Max(width, CharacterWidths.Of(rune));
            emoji |= rune.Value == VariationSelector16;
            if (rune.Value is >= 0x1F1E6 and <= 0x1F1FF) regional++;
            if (runes == 0 && IsHidden(rune))
            {
                spelled = true;
                next = i;
                return Spell(rune).Length;
            }
        }
        return regional == 2 || (emoji && runes > 1) ? 2 : width;
    }

    /// <summary>What stands in the cells of the cluster between two offsets.</summary>
    public static string Show(ReadOnlySpan<byte> cluster, int width, bool spelled)
    {
        byte first = cluster[0];
        if (!spelled) return cluster.Length == 1 ? s_ascii[first] : Encoding.UTF8.GetString(cluster);
        if (first == '\t') return new string(' ', width);
        if (first < 0x80) return first == 0x7F ? "^?" : $"^{(char)(first + 0x40)}";
        return Rune.DecodeFromUtf8(cluster, out Rune rune, out _) == OperationStatus.Done ? Spell(rune) : $"\\x{first:x2}";
    }

    private static string Spell(Rune rune) => rune.Value <= 0xFFFF ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}";

    // Nothing to stand on, no width, or a command to the terminal.
    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || CharacterWidths.Of(rune) == 0;
}
