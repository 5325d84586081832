using Drover.Engine.EventLoops;
using Drover.Engine.ProcessTrees;

namespace Drover.Shim;

/// <summary>Looks once a second how much memory a tree has: for machines where no control group can be had. What grows faster than that gets further.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop;
    private readonly long _most;
    private readonly Func<List<ProcessInfo>> _collect;
    private readonly Action<long> _exceeded;
    private LoopTimer? _timer;

    /// <summary>Begins to look.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="collect">Gives its living processes.</param>
    /// <param name="exceeded">Gets how much it has when that is too much, once.</param>
    public MemoryWatch(EventLoop loop, long most, Func<List<ProcessInfo>> collect, Action<long> exceeded)
    {
        _loop = loop;
        _most = most;
        _collect = collect;
        _exceeded = exceeded;
        _timer = loop.SetTimer(s_tick, Look);
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        long resident = 0;
        foreach (ProcessInfo process in _collect()) resident += process.ResidentBytes;
        // Shared pages count for each process: only a tree that is over the limit by that is worth the exact sum, which costs 100 times as much.
        if (resident > _most) resident = Proportional(resident);
        if (resident > _most) _exceeded(resident);
        else _timer = _loop.SetTimer(s_tick, Look);
    }

    private long Proportional(long resident)
    {
        long sum = 0;
        foreach (ProcessInfo process in _collect())
        {
            long bytes = ProcessReader.ReadProportionalBytes(process.Pid);
            // Not for us to read: then the rough sum has to do.
            if (bytes < 0 && new Drover.Engine.Processes.ProcessIdentity(process.Pid, process.StartTicks).IsAlive()) return resident;
            sum += Math.Max(0, bytes);
        }
        return sum;
    }
}
