// Constraints
//   Arguments, paths and environment entries are bytes, and the command-line library knows only text; text read as UTF-8 loses what is not UTF-8.
// Scheme
//   A byte that is not part of valid UTF-8 travels as a lone surrogate, U+DC00 + byte (as PEP 383 does it), and becomes that byte again.

using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Drover.Engine;
using Drover.Engine.Processes;

namespace Drover.Cli.Arguments;

/// <summary>Text that holds any bytes, there and back without a loss.</summary>
internal static class ByteText
{
    private const char Escape = '\uDC00';

    /// <summary>The arguments behind the program's name, so that <see cref="Encode"/> gives back exactly the bytes that were passed.</summary>
    /// <param name="arguments">As Main got them.</param>
    public static string[] OfMain(string[] arguments)
    {
        // Only bytes that were replaced can have been lost; nearly never is there any.
        if (!Array.Exists(arguments, static a => a.Contains('\uFFFD', StringComparison.Ordinal))) return arguments;
        ImmutableArray<ByteString> own = ProcessEnvironment.OwnArguments;
        string[] exact = new string[arguments.Length];
        for (int i = 0; i < exact.Length; i++) exact[i] = Decode(own[own.Length - exact.Length + i].Span);
        return exact;
    }

    /// <summary>The bytes as text.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                for (int i = 0; i < length; i++) text.Append((char)(Escape + bytes[i]));
            }
            bytes = bytes[length..];
        }
        return text.ToString();
    }

    /// <summary>The text as bytes: the inverse of <see cref="Decode"/>.</summary>
    public static ByteString Encode(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        int length = 0;
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyInRange((char)(Escape + 0x80), (char)(Escape + 0xFF));
            // The second half of a pair is in that range too; what stands before tells them apart.
            while (plain > 0 && char.IsHighSurrogate(text[plain - 1]))
            {
                int next = text[(plain + 1)..].IndexOfAnyInRange((char)(Escape + 0x80), (char)(Escape + 0xFF));
                plain = next < 0 ? -1 : plain + 1 + next;
            }
            ReadOnlySpan<char> run = plain < 0 ? text : text[..plain];
            length += Encoding.UTF8.GetBytes(run, bytes.AsSpan(length));
            if (plain < 0) break;
            bytes[length++] = (byte)(text[plain] - Escape);
            text = text[(plain + 1)..];
        }
        return new ByteString(bytes.AsSpan(0, length));
    }
}
