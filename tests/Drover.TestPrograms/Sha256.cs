using System.Buffers.Binary;
using System.Numerics;

namespace Drover.TestPrograms;

/// <summary>SHA-256 (FIPS 180-4). The framework's needs OpenSSL at run time, which would double this executable's start.</summary>
internal sealed class Sha256
{
    private static readonly uint[] Constants = MakeConstants();

    private readonly uint[] _state =
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private readonly byte[] _block = new byte[64];
    private int _filled;
    private ulong _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length += (ulong)bytes.Length;
        while (bytes.Length > 0)
        {
            int count = Math.Min(bytes.Length, _block.Length - _filled);
            bytes[..count].CopyTo(_block.AsSpan(_filled));
            bytes = bytes[count..];
            _filled += count;
            if (_filled == _block.Length)
            {
                Mix();
                _filled = 0;
            }
        }
    }

    /// <summary>Ends the message and returns its hash in lower-case hexadecimal.</summary>
    public string Finish()
    {
        ulong bits = _length * 8;
        Append([0x80]);
        while (_filled != 56)
            Append([0]);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(length, bits);
        Append(length);
        byte[] hash = new byte[32];
        for (int index = 0; index < 8; index++)
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(index * 4), _state[index]);
        return Convert.ToHexStringLower(hash);
    }

    private void Mix()
    {
        Span<uint> w = stackalloc uint[64];
        for (int t = 0; t < 16; t++)
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(_block.AsSpan(t * 4));
        for (int t = 16; t < 64; t++)
        {
            uint s0 = BitOperations.RotateRight(w[t - 15], 7) ^ BitOperations.RotateRight(w[t - 15], 18) ^ (w[t - 15] >> 3);
            uint s1 = BitOperations.RotateRight(w[t - 2], 17) ^ BitOperations.RotateRight(w[t - 2], 19) ^ (w[t - 2] >> 10);
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }

        (uint a, uint b, uint c, uint d) = (_state[0], _state[1], _state[2], _state[3]);
        (uint e, uint f, uint g, uint h) = (_state[4], _state[5], _state[6], _state[7]);
        for (int t = 0; t < 64; t++)
        {
            uint s1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            uint first = h + s1 + ((e & f) ^ (~e & g)) + Constants[t] + w[t];
            uint s0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            uint second = s0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        ReadOnlySpan<uint> result = [a, b, c, d, e, f, g, h];
        for (int index = 0; index < 8; index++)
            _state[index] += result[index];
    }

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes.</summary>
    private static uint[] MakeConstants()
    {
        var constants = new List<uint>();
        for (uint candidate = 2; constants.Count < 64; candidate++)
        {
            bool prime = true;
            for (uint divisor = 2; divisor * divisor <= candidate; divisor++)
                prime &= candidate % divisor != 0;
            if (prime)
                constants.Add(CubeRootFraction(candidate));
        }

        return [.. constants];
    }

    /// <summary>By bisection in whole numbers: the greatest x with x³ ≤ n × 2^96, modulo 2^32.</summary>
    private static uint CubeRootFraction(uint number)
    {
        UInt128 target = (UInt128)number << 96;
        ulong low = 0, high = 1UL << 36;
        while (high - low > 1)
        {
            ulong middle = (low + high) / 2;
            if ((UInt128)middle * middle * middle <= target)
                low = middle;
            else
                high = middle;
        }

        return (uint)low;
    }
}
