using System.Buffers.Binary;
using System.Globalization;
using System.Text;

// Compiled into Drover.Testing too, where a namespace Drover.TestPrograms would hide the class of that name.
namespace Drover.Testing;

/// <summary>An endless stream of bytes that follows from a kind and a seed, however it is cut: what <c>test-programs write</c> writes.</summary>
public sealed class TestPattern(string kind = "random", ulong seed = 1)
{
    private readonly byte[] _pending = new byte[32];
    private ulong _state = seed;
    private long _line;
    private int _used = int.MaxValue;
    private int _filled;

    /// <summary>Fills the buffer with the next bytes.</summary>
    /// <exception cref="ArgumentException">The kind is none of random (every byte value, no structure), lines (numbered, 32 bytes each), zero.</exception>
    public void Fill(Span<byte> buffer)
    {
        if (kind == "zero")
        {
            buffer.Clear();
            return;
        }

        int done = Take(buffer);
        if (kind == "random")
        {
            for (; buffer.Length - done >= sizeof(ulong); done += sizeof(ulong))
                BinaryPrimitives.WriteUInt64LittleEndian(buffer[done..], Next());
        }

        while (done < buffer.Length)
        {
            Refill();
            done += Take(buffer[done..]);
        }
    }

    private int Take(Span<byte> buffer)
    {
        int count = Math.Max(0, Math.Min(buffer.Length, _filled - _used));
        if (count > 0)
            _pending.AsSpan(_used, count).CopyTo(buffer);
        _used = count > 0 ? _used + count : _used;
        return count;
    }

    private void Refill()
    {
        switch (kind)
        {
            case "random":
                BinaryPrimitives.WriteUInt64LittleEndian(_pending, Next());
                _filled = sizeof(ulong);
                break;
            case "lines":
                _line++;
                _filled = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_line:D10} {Next():x16} abc\n"), _pending);
                break;
            default:
                throw new ArgumentException($"no pattern '{kind}': random, lines or zero");
        }

        _used = 0;
    }

    /// <summary>SplitMix64.</summary>
    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
