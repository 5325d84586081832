namespace Drover.Runs.Logs;

/// <summary>The beginning of a line of one stream whose end has not come yet; at most the limit's bytes are held.</summary>
internal sealed class PartialLine
{
    private readonly int _limit;
    private byte[] _bytes = [];
    private int _begin;

    public PartialLine(int limit) => _limit = limit;

    public int Length { get; private set; }

    public int Room => _limit - Length;

    public long Sequence { get; private set; }

    public long TimeNs { get; private set; }

    /// <summary>Whether a piece of the line was handed out already.</summary>
    public bool IsContinuation { get; set; }

    public void Append(ReadOnlySpan<byte> bytes, long sequence, long timeNs)
    {
        if (Length == 0) (_begin, Sequence, TimeNs) = (0, sequence, timeNs);
        if (_begin + Length + bytes.Length > _bytes.Length)
        {
            byte[] target = Length + bytes.Length > _bytes.Length
                ? new byte[Math.Min(_limit, Math.Max(256, 2 * (Length + bytes.Length)))]
                : _bytes;
            _bytes.AsSpan(_begin, Length).CopyTo(target);
            (_bytes, _begin) = (target, 0);
        }
        bytes.CopyTo(_bytes.AsSpan(_begin + Length));
        Length += bytes.Length;
    }

    /// <summary>Takes bytes from the front; they stay valid until the next <see cref="Append"/>.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _bytes.AsSpan(_begin, count);
        _begin += count;
        Length -= count;
        return taken;
    }

    /// <summary>Says from which record the first of the bytes that are left is.</summary>
    public void Stamp(long sequence, long timeNs) => (Sequence, TimeNs) = (sequence, timeNs);

    /// <summary>How many of the held bytes end between characters.</summary>
    public int WholeCharacters => Utf8Boundary.Before(_bytes.AsSpan(_begin, Length));
}
