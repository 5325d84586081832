using System.Buffers;
using System.Text;

namespace Drover.LineEditor.Keys;

/// <summary>Reads keys as inputrc files write them (readline(3)): <c>\C-x\C-e</c>, <c>\e[A</c>, <c>\M-f</c>, <c>\t</c>.</summary>
internal static partial class KeyNotation
{
    /// <summary>Nobody presses more in a row; maps are walked key by key, one within the other.</summary>
    private const int MostKeys = 256;

    /// <summary>The keys of <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">It is empty, too long or ends within an escape.</exception>
    public static Key[] Parse(string text)
    {
        List<(Key Key, byte[] Raw)> keys = Press(text);
        return keys.Count switch
        {
            0 => throw new FormatException("The name of a key is empty."),
            > MostKeys => throw new FormatException($"{keys.Count} keys in a row are too many; {MostKeys} can be bound."),
            _ => [.. keys.Select(item => item.Key)],
        };
    }

    /// <summary>The keys of <paramref name="text"/>, with what the terminal would send for each.</summary>
    /// <exception cref="FormatException">It ends within an escape.</exception>
    public static List<(Key Key, byte[] Raw)> Press(string text)
    {
        var decoder = new KeyDecoder();
        decoder.Add(ToBytes(text));
        decoder.Flush();
        var keys = new List<(Key, byte[])>();
        while (decoder.TryRead(out Key key)) keys.Add((key, decoder.Raw.ToArray()));
        return keys;
    }

    /// <summary>What the terminal would send.</summary>
    public static byte[] ToBytes(string text)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < text.Length;)
        {
            bool control = false;
            bool meta = false;
            while (i + 2 < text.Length && text[i] == '\\' && text[i + 1] is 'C' or 'M' && text[i + 2] == '-')
            {
                control |= text[i + 1] == 'C';
                meta |= text[i + 1] == 'M';
                i += 3;
            }
            if (i == text.Length) throw new FormatException($"'{text}' ends before the key that is held with others.");
            if (meta) bytes.Add(0x1B);
            int start = bytes.Count;
            i += AddOne(text, i, bytes);
            if (control) bytes[start] = bytes[start] == '?' ? (byte)0x7F : (byte)(bytes[start] & 0x1F);
        }
        return [.. bytes];
    }

    private static int AddOne(string text, int at, List<byte> bytes)
    {
        if (text[at] != '\\')
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int length) != OperationStatus.Done && text[at] is >= '\udc80' and <= '\udcff')
            {
                bytes.Add((byte)(text[at] - 0xDC00));
                return 1;
            }
            bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
            return length;
        }
        if (at + 1 == text.Length) throw new FormatException($"'{text}' ends in a backslash.");
        char c = text[at + 1];
        if (!char.IsAscii(c)) return 1 + AddOne(text, at + 1, bytes);
        int taken = 2;
        if (c is >= '0' and <= '7')
        {
            int value = 0;
            for (taken = 1; taken < 4 && at + taken < text.Length && text[at + taken] is >= '0' and <= '7'; taken++) value = (value * 8) + text[at + taken] - '0';
            bytes.Add((byte)value);
            return taken;
        }
        if (c == 'x' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 2]))
        {
            int value = 0;
            for (; taken < 4 && at + taken < text.Length && char.IsAsciiHexDigit(text[at + taken]); taken++) value = (value * 16) + Convert.ToInt32(text[at + taken].ToString(), 16);
            bytes.Add((byte)value);
            return taken;
        }
        bytes.Add(c switch { 'e' => 0x1B, 'a' => 7, 'b' => 8, 'd' => 0x7F, 'f' => 0x0C, 'n' => 0x0A, 'r' => 0x0D, 't' => 9, 'v' => 0x0B, _ => (byte)c });
        return taken;
    }
}
