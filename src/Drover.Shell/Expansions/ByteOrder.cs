using System.Buffers;

namespace Drover.Shell.Expansions;

/// <summary>Sorts texts whose chars are bytes.</summary>
internal static class ByteOrder
{
    private const int Few = 32;

    /// <summary>Sorts by the values of the bytes.</summary>
    /// <remarks>Names of one directory mostly begin alike: eight bytes behind what all share, taken as a number, decide nearly all comparisons.</remarks>
    public static void Sort(Span<string> texts)
    {
        if (texts.Length < Few)
        {
            texts.Sort(StringComparer.Ordinal);
            return;
        }
        int shared = texts[0].Length;
        foreach (string text in texts) shared = text.AsSpan().CommonPrefixLength(texts[0].AsSpan(0, shared));
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(texts.Length);
        Span<ulong> keys = rented.AsSpan(0, texts.Length);
        for (int i = 0; i < texts.Length; i++) keys[i] = Key(texts[i].AsSpan(shared));
        keys.Sort(texts);
        for (int i = 0, end; i < texts.Length; i = end)
        {
            for (end = i + 1; end < texts.Length && keys[end] == keys[i];) end++;
            if (end - i > 1) texts[i..end].Sort(StringComparer.Ordinal);
        }
        ArrayPool<ulong>.Shared.Return(rented);
    }

    private static ulong Key(ReadOnlySpan<char> text)
    {
        ulong key = 0;
        int length = Math.Min(8, text.Length);
        for (int i = 0; i < length; i++) key = (key << 8) | (byte)text[i];
        return length == 0 ? 0 : key << (8 * (8 - length));
    }
}
