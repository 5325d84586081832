using System.Diagnostics;
using System.Net.WebSockets;
using System.Security.Cryptography;

namespace Drover.ServerLoad;

/// <summary>Many viewers of one run, some of which stall, or are cut off and come back: what each of them read is hashed.</summary>
internal static class Viewers
{
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    /// <summary>Watches until every viewer has seen the end.</summary>
    /// <returns>0 when all of them read the same.</returns>
    public static async Task<int> WatchAsync(Uri server, string run, int count, int stalled, int disconnects)
    {
        long began = Stopwatch.GetTimestamp();
        int left = disconnects;
        Task<string>[] viewers = [.. Enumerable.Range(0, count).Select(i => Task.Run(() => ReadAsync(server, $"/ws/runs/{run}", i < stalled, i, () => Interlocked.Decrement(ref left) >= 0)))];
        string[] hashes = await Task.WhenAll(viewers).WaitAsync(s_limit);
        string[] different = [.. hashes.Distinct()];
        Report.Value("seconds", Stopwatch.GetElapsedTime(began).TotalSeconds);
        Report.Value("viewers", hashes.Length);
        Report.Value("disconnects", disconnects - Math.Max(0, left));
        Report.Value("different", different.Length);
        Report.Text("hash", different[0]);
        return different.Length == 1 ? 0 : 1;
    }

    private static async Task<string> ReadAsync(Uri server, string path, bool stalls, int seed, Func<bool> mayCut)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
#pragma warning disable CA5394 // The same places each time.
        var random = new Random(seed);
        long last = 0;
        while (true)
        {
            using var socket = new LogSocket();
            int messages = 0, cutAfter = random.Next(50, 4000);
            long opened = Stopwatch.GetTimestamp();
#pragma warning restore CA5394
            try
            {
                await socket.OpenAsync(server, path, last);
                while (await socket.ReadAsync())
                {
                    if (socket.Type == "gap") return "a gap";
                    hash.AppendData(socket.Data.Span);
                    last = Math.Max(last, socket.Last);
                    if (socket.Type == "exit") return Convert.ToHexStringLower(hash.GetHashAndReset());
                    if (stalls && messages++ == 3) await Task.Delay(s_stall);
                    if (!stalls && Stopwatch.GetElapsedTime(opened).TotalMilliseconds > cutAfter && mayCut()) break;
                }
            }
            catch (WebSocketException)
            {
                // The server cut it off: it comes back, as viewers do.
                await Task.Delay(20);
            }
        }
    }
}
