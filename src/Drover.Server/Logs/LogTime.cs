namespace Drover.Server.Logs;

/// <summary>The times of log records.</summary>
internal static class LogTime
{
    private const long NsPerTick = 100;

    /// <summary>A time in nanoseconds since the epoch.</summary>
    public static DateTimeOffset Of(long ns) => DateTimeOffset.UnixEpoch.AddTicks(ns / NsPerTick);

    /// <summary>The same in nanoseconds since the epoch.</summary>
    public static long ToNs(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * NsPerTick;
}
