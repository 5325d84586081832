using System.Buffers.Text;
using System.Diagnostics;

namespace Drover.ServerLoad;

/// <summary>From a child's write to the message at the client: its lines are times of CLOCK_MONOTONIC in nanoseconds, which is Stopwatch's clock.</summary>
internal static class Latency
{
    // What was written before everything was warm.
    private const int Warm = 50;

    /// <summary>Measures over connections until they end.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="paths">What is connected to.</param>
    /// <returns>0 when anything was measured.</returns>
    public static async Task<int> MeasureAsync(Uri server, IEnumerable<string> paths)
    {
        List<double>[] all = await Task.WhenAll(paths.Select(path => Task.Run(() => WatchAsync(server, path))));
        List<double> times = [.. all.SelectMany(times => times.Skip(Warm))];
        if (times.Count == 0) return 1;
        Report.Percentiles(times);
        return 0;
    }

    private static async Task<List<double>> WatchAsync(Uri server, string path)
    {
        var times = new List<double>();
        using var socket = new LogSocket();
        await socket.OpenAsync(server, path, null);
        while (await socket.ReadAsync())
        {
            long now = Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);
            // The past is not live.
            if (socket.Type != "stdout") continue;
            ReadOnlySpan<byte> text = socket.Data.Span;
            for (int end; (end = text.IndexOf((byte)'\n')) >= 0; text = text[(end + 1)..])
                if (Utf8Parser.TryParse(text[..end], out long written, out _)) times.Add((now - written) / 1e6);
        }
        return times;
    }
}
