using System.Globalization;

namespace Drover.ServerLoad;

/// <summary>Numbers on standard output, with a point whatever the locale.</summary>
internal static class Report
{
    public static void Value(string name, double value) => Console.WriteLine($"{name}={value.ToString("0.###", CultureInfo.InvariantCulture)}");

    public static void Text(string name, string value) => Console.WriteLine($"{name}={value}");

    /// <summary>The percentiles of times in milliseconds.</summary>
    public static void Percentiles(List<double> times)
    {
        times.Sort();
        Value("count", times.Count);
        foreach ((string name, double part) in new[] { ("p50", 0.50), ("p95", 0.95), ("p99", 0.99) })
            Value(name, times.Count == 0 ? 0 : times[Math.Min(times.Count - 1, (int)Math.Ceiling(times.Count * part) - 1)]);
    }
}
