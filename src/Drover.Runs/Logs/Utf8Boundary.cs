namespace Drover.Runs.Logs;

/// <summary>Where bytes can be cut without breaking a UTF-8 character.</summary>
internal static class Utf8Boundary
{
    /// <summary>The length of <paramref name="bytes"/> without an incomplete character at their end; all of them when they are no UTF-8 there.</summary>
    public static int Before(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= 3 && back <= bytes.Length; back++)
        {
            byte b = bytes[^back];
            if ((b & 0xC0) == 0x80) continue;
            int needed = b switch { >= 0xF0 and < 0xF8 => 4, >= 0xE0 and < 0xF0 => 3, >= 0xC0 and < 0xE0 => 2, _ => 1 };
            return needed > back ? bytes.Length - back : bytes.Length;
        }
        return bytes.Length;
    }
}
