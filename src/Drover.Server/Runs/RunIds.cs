namespace Drover.Server.Runs;

/// <summary>The ids of board runs: "r_" and a ULID (48 bits of milliseconds, 80 random bits, in Crockford's base 32), so that they sort by time.</summary>
internal static class RunIds
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 26;

    /// <summary>A new one.</summary>
    public static string New(DateTimeOffset now)
    {
        UInt128 value = ((UInt128)(ulong)now.ToUnixTimeMilliseconds() << 80) | Random80();
        return string.Create(2 + Length, value, static (text, rest) =>
        {
            "r_".CopyTo(text);
            for (int i = text.Length - 1; i >= 2; i--)
            {
                text[i] = Alphabet[(int)(uint)(rest & 31)];
                rest >>= 5;
            }
        });
    }

    /// <summary>Whether a text has the form of one.</summary>
    public static bool IsValid(string text) =>
        text.Length == 2 + Length && text.StartsWith("r_", StringComparison.Ordinal) && !text.AsSpan(2).ContainsAnyExcept(Alphabet);

    private static UInt128 Random80()
    {
        // Random bytes of the kernel, without those that hold a UUID's version and variant; RandomNumberGenerator would load OpenSSL for them.
        Span<byte> bytes = stackalloc byte[16];
        _ = Guid.NewGuid().TryWriteBytes(bytes);
        UInt128 value = 0;
        foreach (byte b in bytes[..7]) value = (value << 8) | b;
        foreach (byte b in bytes[9..12]) value = (value << 8) | b;
        return value;
    }
}
