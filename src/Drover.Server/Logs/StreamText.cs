using System.Buffers;
using System.Text;
using Drover.Runs.Logs;

namespace Drover.Server.Logs;

/// <summary>Turns the bytes of a log into text, a stream each. A character whose bytes are split between records is held back until it is whole.</summary>
internal sealed class StreamText
{
    private readonly Decoder?[] _decoders = new Decoder?[4];

    /// <summary>Appends the text of a record's bytes.</summary>
    public void Append(LogStream stream, ReadOnlySpan<byte> bytes, StringBuilder into)
    {
        Decoder decoder = _decoders[(int)stream] ??= Encoding.UTF8.GetDecoder();
        char[] characters = ArrayPool<char>.Shared.Rent(decoder.GetCharCount(bytes, flush: false) + 1);
        int count = decoder.GetChars(bytes, characters, flush: false);
        into.Append(characters, 0, count);
        ArrayPool<char>.Shared.Return(characters);
    }

    /// <summary>Takes note of bytes that were shown before: only the beginning of a character at their end counts.</summary>
    public void Prime(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        Decoder decoder = _decoders[(int)stream] ??= Encoding.UTF8.GetDecoder();
        char[] characters = ArrayPool<char>.Shared.Rent(decoder.GetCharCount(bytes, flush: false) + 1);
        _ = decoder.GetChars(bytes, characters, flush: false);
        ArrayPool<char>.Shared.Return(characters);
    }

    /// <summary>Forgets what was held back.</summary>
    public void Reset()
    {
        foreach (Decoder? decoder in _decoders) decoder?.Reset();
    }

    /// <summary>The text of what is held back of a stream at its end: U+FFFD for a character that was never finished.</summary>
    public void Finish(LogStream stream, StringBuilder into)
    {
        if (_decoders[(int)stream] is not { } decoder) return;
        Span<char> characters = stackalloc char[4];
        int count = decoder.GetChars([], characters, flush: true);
        into.Append(characters[..count]);
    }
}
