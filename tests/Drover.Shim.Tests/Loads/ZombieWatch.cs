using System.Diagnostics;
using Drover.Testing;

namespace Drover.Shim.Tests.Loads;

/// <summary>Looks again and again for zombies that are ours to reap: children of this process, and of shims.</summary>
/// <remarks>
/// Between the end of a process and its parent's next turn on a processor it is a zombie, however quick the parent; one that stays is a fault. How long a turn
/// may take on this machine now is told by the watch's own: it asks for one after each pause.
/// </remarks>
public sealed class ZombieWatch : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    private readonly Dictionary<(int Pid, ulong Start), long> _since = [];
    private readonly Thread _looking;
    private readonly ManualResetEventSlim _end = new();

    public ZombieWatch()
    {
        _looking = new Thread(Look) { IsBackground = true, Name = "test-watch" };
        _looking.Start();
    }

    /// <summary>How many looks were taken.</summary>
    public int Looks { get; private set; }

    /// <summary>How many zombies were seen, each once.</summary>
    public int Seen { get; private set; }

    /// <summary>The longest that the watch itself had to wait for a processor when its pause was over.</summary>
    public TimeSpan Latest { get; private set; }

    /// <summary>The time from the first look at which a zombie was seen to the last, the longest of any; nothing for one that was seen once.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Which one that was.</summary>
    public string? Oldest { get; private set; }

    /// <summary>The zombies of this moment.</summary>
    public static IReadOnlyList<ProcessEntry> Find()
    {
        IReadOnlyList<ProcessEntry> all = ProcessTable.All();
        var ours = all.Where(p => p.Command == "drover-shim").Select(p => p.Pid).Append(Environment.ProcessId).ToHashSet();
        return [.. all.Where(p => p.IsZombie && ours.Contains(p.Parent))];
    }

    /// <summary>Ends the watch.</summary>
    public void Dispose()
    {
        _end.Set();
        _looking.Join();
    }

    private void Look()
    {
        while (!_end.IsSet)
        {
            long now = Stopwatch.GetTimestamp();
            var seen = Find().ToDictionary(p => (p.Pid, p.StartTicks), p => p.ToString());
            foreach ((int, ulong) gone in _since.Keys.Where(key => !seen.ContainsKey(key)).ToArray()) _since.Remove(gone);
            foreach (((int, ulong) zombie, string description) in seen)
            {
                if (_since.TryAdd(zombie, now)) Seen++;
                TimeSpan age = Stopwatch.GetElapsedTime(_since[zombie], now);
                if (age > Longest) (Longest, Oldest) = (age, description);
            }
            Looks++;
            long rests = Stopwatch.GetTimestamp();
            if (_end.Wait(s_pause)) return;
            TimeSpan late = Stopwatch.GetElapsedTime(rests) - s_pause;
            if (late > Latest) Latest = late;
        }
    }
}
