using System.Globalization;
using System.Text;
using Drover.Engine;

namespace Drover.Shell;

/// <summary>Text of the shell: a string in which every char is one byte, 0 to 255, so that no byte is ever lost.</summary>
internal static class ShellText
{
    private static readonly string?[] s_small = new string?[1024];

    /// <summary>Bytes as shell text.</summary>
    public static string From(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? "" : Encoding.Latin1.GetString(bytes);

    /// <summary>Bytes as shell text.</summary>
    public static string From(ByteString bytes) => From(bytes.Span);

    /// <summary>Shell text as the bytes it stands for.</summary>
    public static ByteString ToBytes(string text)
    {
        if (text.Length <= 512)
        {
            Span<byte> buffer = stackalloc byte[text.Length];
            Encoding.Latin1.GetBytes(text, buffer);
            return new ByteString(buffer);
        }
        return new ByteString(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>Shell text as an array of the bytes it stands for.</summary>
    public static byte[] ToArray(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>Ordinary .NET text, such as a message, as shell text.</summary>
    public static string FromUnicode(string text) => Ascii.IsValid(text) ? text : From(Encoding.UTF8.GetBytes(text));

    /// <summary>Shell text that is UTF-8 as .NET text, for what counts characters; text that is not valid stays as it is.</summary>
    public static string ToUnicode(string text, out bool isDecoded)
    {
        isDecoded = false;
        if (Ascii.IsValid(text)) return text;
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        isDecoded = System.Text.Unicode.Utf8.IsValid(bytes);
        return isDecoded ? Encoding.UTF8.GetString(bytes) : text;
    }

    /// <summary>A number as text; small ones are made once.</summary>
    public static string Of(long number)
    {
        if ((ulong)number >= (ulong)s_small.Length) return number.ToString(CultureInfo.InvariantCulture);
        return s_small[number] ??= number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Whether <paramref name="text"/> is a name (XBD 3.216): letters, digits and underscores, no digit first.</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit(text[0])) return false;
        foreach (char c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        return true;
    }

    /// <summary>Quoted so that the shell reads it as one word with this value; plain words stay as they are.</summary>
    public static string Quote(string text)
    {
        if (text.Length == 0) return "''";
        bool plain = true;
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' or '+' or ',' or '@' or '%' or '^') continue;
            plain = false;
            break;
        }
        return plain ? text : AlwaysQuote(text);
    }

    /// <summary>In single quotes, whatever it is.</summary>
    public static string AlwaysQuote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
