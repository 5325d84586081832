using System.Buffers;
using System.Text;
using Drover.LineEditor.Editing;

namespace Drover.LineEditor.Buffers;

/// <summary>Changes the case of the letters in a text; bytes that are no UTF-8 stay.</summary>
internal static class LetterCase
{
    public static byte[] Change(ReadOnlySpan<byte> text, WordCase to)
    {
        var result = new List<byte>(text.Length);
        Span<byte> encoded = stackalloc byte[4];
        bool inWord = false;
        for (int at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) != OperationStatus.Done)
            {
                result.Add(text[at++]);
                continue;
            }
            at += length;
            bool letter = Rune.IsLetterOrDigit(rune);
            bool upper = to switch
            {
                WordCase.Upper => true,
                WordCase.Capital => !inWord,
                WordCase.Toggle => Rune.IsLower(rune),
                _ => false,
            };
            inWord = letter;
            Rune changed = upper ? Rune.ToUpperInvariant(rune) : Rune.ToLowerInvariant(rune);
            result.AddRange(encoded[..changed.EncodeToUtf8(encoded)]);
        }
        return [.. result];
    }
}
