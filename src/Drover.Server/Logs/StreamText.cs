using System.Buffers;
using System.Text;
using Drover.Runs.Logs;
using Drover.Server.Secrets;

namespace Drover.Server.Logs;

/// <summary>
/// Turns the bytes of a log into text, a stream each, with secrets masked. A character whose bytes are split between records, and what may be the beginning of a
/// secret, is held back until it is whole.
/// </summary>
/// <param name="secrets">What is to be masked; null for nothing.</param>
internal sealed class StreamText(SecretSet? secrets)
{
    private readonly Decoder?[] _decoders = new Decoder?[4];
    private readonly SecretFilter?[] _filters = new SecretFilter?[4];
    private readonly ArrayBufferWriter<byte> _passed = new();

    /// <summary>Appends the text of a record's bytes.</summary>
    public void Append(LogStream stream, ReadOnlySpan<byte> bytes, PooledBuffer<char> into)
    {
        bytes = Pass(stream, bytes);
        Decode(_decoders[(int)stream] ??= Encoding.UTF8.GetDecoder(), bytes, flush: false, into);
    }

    /// <summary>Takes note of bytes that were shown before: only the beginning of a character or of a secret at their end counts.</summary>
    public void Prime(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        bytes = Pass(stream, bytes);
        Decoder decoder = _decoders[(int)stream] ??= Encoding.UTF8.GetDecoder();
        char[] characters = ArrayPool<char>.Shared.Rent(decoder.GetCharCount(bytes, flush: false) + 1);
        _ = decoder.GetChars(bytes, characters, flush: false);
        ArrayPool<char>.Shared.Return(characters);
    }

    /// <summary>Forgets what was held back.</summary>
    public void Reset()
    {
        foreach (Decoder? decoder in _decoders) decoder?.Reset();
        foreach (SecretFilter? filter in _filters) filter?.Reset();
    }

    /// <summary>The text of what is held back of a stream at its end: U+FFFD for a character that was never finished.</summary>
    public void Finish(LogStream stream, PooledBuffer<char> into)
    {
        if (_decoders[(int)stream] is not { } decoder) return;
        _passed.ResetWrittenCount();
        _filters[(int)stream]?.Flush(_passed);
        Decode(decoder, _passed.WrittenSpan, flush: true, into);
    }

    private static void Decode(Decoder decoder, ReadOnlySpan<byte> bytes, bool flush, PooledBuffer<char> into) =>
        into.Advance(decoder.GetChars(bytes, into.GetSpan(decoder.GetCharCount(bytes, flush)), flush));

    private ReadOnlySpan<byte> Pass(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        if (secrets is null) return bytes;
        _passed.ResetWrittenCount();
        (_filters[(int)stream] ??= new SecretFilter(secrets)).Append(bytes, _passed);
        return _passed.WrittenSpan;
    }
}
