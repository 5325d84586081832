// Constraints
//   Output comes in pieces that end anywhere, in the middle of a secret too. What has been shown can't be taken back. Offsets and lengths of what is shown must be
//   those of the log, so that ranges and record numbers mean the same with and without secrets.
// Scheme
//   For each value the number of its first bytes that the text ends with; the greatest of these is how much is held back. A byte is masked when it lies in any
//   occurrence of any value, so what is masked does not depend on where the reading began. Every masked byte becomes one '*'.

using System.Buffers;

namespace Drover.Server.Secrets;

/// <summary>Masks secrets in one stream of bytes, piece by piece. What may be the beginning of a secret is held back until it is known.</summary>
internal sealed class SecretFilter
{
    private const byte Mark = (byte)'*';

    private readonly SecretSet _secrets;
    private readonly int[] _found;
    private readonly byte[] _held;
    private readonly bool[] _masked;
    private int _first;
    private int _count;

    /// <summary>Makes one that has seen nothing.</summary>
    public SecretFilter(SecretSet secrets)
    {
        _secrets = secrets;
        _found = new int[secrets.Values.Length];
        _held = new byte[secrets.Longest + 1];
        _masked = new bool[secrets.Longest + 1];
    }

    /// <summary>How many bytes are held back.</summary>
    public int Held => _count;

    /// <summary>Takes a piece and writes what is known not to change any more: as many bytes as went in, less those that are held back.</summary>
    public void Append(ReadOnlySpan<byte> bytes, IBufferWriter<byte> into)
    {
        while (!bytes.IsEmpty)
        {
            if (_count == 0)
            {
                int plain = bytes.IndexOfAny(_secrets.FirstBytes);
                if (plain < 0) plain = bytes.Length;
                into.Write(bytes[..plain]);
                bytes = bytes[plain..];
                if (bytes.IsEmpty) return;
            }
            Take(bytes[0], into);
            bytes = bytes[1..];
        }
    }

    /// <summary>Nothing follows: writes what is held back.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="isMasked">Whether all of it is masked, because more may follow that can't be waited for.</param>
    public void Flush(IBufferWriter<byte> into, bool isMasked = false)
    {
        if (isMasked) _masked.AsSpan().Fill(true);
        Release(_count, into);
        Reset();
    }

    /// <summary>Forgets what is held back.</summary>
    public void Reset()
    {
        Array.Clear(_found);
        _first = _count = 0;
    }

    private void Take(byte b, IBufferWriter<byte> into)
    {
        int last = (_first + _count) % _held.Length;
        _held[last] = b;
        _masked[last] = false;
        _count++;
        int kept = 0;
        for (int i = 0; i < _found.Length; i++)
        {
            byte[] value = _secrets.Values[i];
            int[] fallbacks = _secrets.Fallbacks[i];
            int found = _found[i];
            while (found > 0 && b != value[found]) found = fallbacks[found];
            if (b == value[found]) found++;
            if (found == value.Length)
            {
                for (int back = 0; back < found; back++) _masked[(_first + _count - 1 - back) % _held.Length] = true;
                found = fallbacks[found];
            }
            _found[i] = found;
            kept = Math.Max(kept, found);
        }
        if (_count > kept) Release(_count - kept, into);
    }

    private void Release(int count, IBufferWriter<byte> into)
    {
        Span<byte> target = into.GetSpan(Math.Max(1, count));
        for (int i = 0; i < count; i++)
        {
            target[i] = _masked[_first] ? Mark : _held[_first];
            _first = (_first + 1) % _held.Length;
        }
        _count -= count;
        into.Advance(count);
    }
}
