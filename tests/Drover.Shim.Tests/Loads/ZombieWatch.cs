using System.Diagnostics;
using Drover.Testing;

namespace Drover.Shim.Tests.Loads;

/// <summary>Looks again and again for zombies that are ours to reap: children of this process, and of shims.</summary>
/// <remarks>Between the end of a process and its parent's next turn on a processor it is a zombie, however quick the parent; one that stays is a fault.</remarks>
public sealed class ZombieWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<(int Pid, ulong Start), long> _since = [];
    private readonly Task _looking;

    public ZombieWatch() => _looking = Task.Run(LookAsync);

    /// <summary>How many looks were taken.</summary>
    public int Looks { get; private set; }

    /// <summary>The longest that one zombie was seen.</summary>
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

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _looking;
        _end.Dispose();
    }

    private async Task LookAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            long now = Stopwatch.GetTimestamp();
            var seen = Find().ToDictionary(p => (p.Pid, p.StartTicks), p => p.ToString());
            foreach ((int, ulong) gone in _since.Keys.Where(key => !seen.ContainsKey(key)).ToArray()) _since.Remove(gone);
            foreach (((int, ulong) zombie, string description) in seen)
            {
                _since.TryAdd(zombie, now);
                TimeSpan age = Stopwatch.GetElapsedTime(_since[zombie], now);
                if (age > Longest) (Longest, Oldest) = (age, description);
            }
            Looks++;
            await Task.Delay(s_pause, CancellationToken.None);
        }
    }
}
