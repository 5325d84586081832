using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Drover.Engine;

/// <summary>Bytes as the kernel knows them: an argument, an environment entry, a path. Need not be UTF-8.</summary>
/// <remarks>A <see cref="string"/> converts to it as UTF-8; <see cref="ToString"/> shows bytes that are not UTF-8 as U+FFFD and so is for people only.</remarks>
[SuppressMessage("Usage", "CA2225", Justification = "new ByteString(string) and ToString() are the named alternates.")]
public readonly struct ByteString : IEquatable<ByteString>
{
    private readonly byte[]? _bytes;

    /// <summary>The UTF-8 bytes of <paramref name="text"/>.</summary>
    public ByteString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _bytes = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>A copy of <paramref name="bytes"/>.</summary>
    public ByteString(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>How many bytes.</summary>
    public int Length => _bytes?.Length ?? 0;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>Whether a byte is NUL, which no argument, environment entry or path can hold.</summary>
    public bool HasNull => Span.Contains((byte)0);

    /// <summary>The UTF-8 bytes of <paramref name="text"/>.</summary>
    public static implicit operator ByteString(string text) => new(text);

    /// <summary>Whether the bytes are the same.</summary>
    public static bool operator ==(ByteString left, ByteString right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(ByteString left, ByteString right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(ByteString other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ByteString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>The bytes read as UTF-8, for people.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <summary>A new array: the bytes and a terminating NUL, as C wants them.</summary>
    internal byte[] NullTerminated()
    {
        byte[] result = new byte[Length + 1];
        Span.CopyTo(result);
        return result;
    }
}
