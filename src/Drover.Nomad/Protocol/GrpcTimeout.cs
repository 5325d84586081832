namespace Drover.Nomad.Protocol;

/// <summary>The header grpc-timeout: up to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;

    // CancellationTokenSource takes no more; what is longer than a month is not waited for.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    /// <summary>Reads it.</summary>
    /// <returns>The time; null when there is none, or when it is not one.</returns>
    public static TimeSpan? Parse(string? text)
    {
        if (text is null || text.Length is < 2 or > MaxDigits + 1) return null;
        long number = 0;
        foreach (char digit in text.AsSpan(0, text.Length - 1))
        {
            if (!char.IsAsciiDigit(digit)) return null;
            number = (number * 10) + (digit - '0');
        }
        double? milliseconds = text[^1] switch
        {
            'H' => number * 3_600_000d,
            'M' => number * 60_000d,
            'S' => number * 1000d,
            'm' => number,
            'u' => number / 1000d,
            'n' => number / 1_000_000d,
            _ => null,
        };
        if (milliseconds is not { } value) return null;
        return value >= s_longest.TotalMilliseconds ? s_longest : TimeSpan.FromMilliseconds(value);
    }
}
