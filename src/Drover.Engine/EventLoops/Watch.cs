namespace Drover.Engine.EventLoops;

/// <summary>A descriptor that an <see cref="EventLoop"/> watches. Dispose it before the descriptor is closed.</summary>
public sealed class Watch : IDisposable
{
    private readonly EventLoop _loop;

    internal Watch(EventLoop loop, int descriptor, int slot, uint generation, Action<Readiness> handler)
    {
        _loop = loop;
        Descriptor = descriptor;
        Slot = slot;
        Generation = generation;
        Handler = handler;
    }

    internal int Descriptor { get; }

    internal int Slot { get; }

    internal uint Generation { get; }

    internal Action<Readiness> Handler { get; }

    internal bool Removed { get; set; }

    /// <summary>What it is watched for now.</summary>
    public Readiness Interest { get; internal set; }

    /// <summary>Changes what it is watched for. No call is made when nothing changes.</summary>
    public void Change(Readiness interest) => _loop.Change(this, interest);

    /// <summary>Ends the watching. Events that were already fetched for it are dropped.</summary>
    public void Dispose() => _loop.Remove(this);
}
