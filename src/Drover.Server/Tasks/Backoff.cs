namespace Drover.Server.Tasks;

/// <summary>How long a retry waits: the base doubles with each failure, up to a cap, and is spread so that retries do not come together. Pure.</summary>
internal static class Backoff
{
    private const long DefaultBaseMs = 10_000;
    private const long CapMs = 600_000;

    /// <summary>The wait before the next attempt.</summary>
    /// <param name="failures">How many failures there were in a row; at least 1.</param>
    /// <param name="baseMs">The wait after the first; null for 10 s.</param>
    /// <param name="jitter">0 to 1: the wait is half to all of what was computed.</param>
    public static TimeSpan Delay(int failures, long? baseMs, double jitter)
    {
        double whole = Math.Min(CapMs, (baseMs ?? DefaultBaseMs) * Math.Pow(2, Math.Min(failures, 30) - 1));
        return TimeSpan.FromMilliseconds(whole * (0.5 + (0.5 * Math.Clamp(jitter, 0, 1))));
    }
}
