namespace Drover.Engine.EventLoops;

/// <summary>A one-shot timer of an <see cref="EventLoop"/>. Belongs to the loop's thread.</summary>
public sealed class LoopTimer : IDisposable
{
    private readonly TimerQueue _queue;
    private Action? _action;

    internal LoopTimer(TimerQueue queue, Action action)
    {
        _queue = queue;
        _action = action;
    }

    /// <summary>Whether it is still to fire.</summary>
    public bool IsPending => _action is not null;

    /// <summary>Cancels it: it certainly does not fire any more.</summary>
    public void Dispose()
    {
        if (_action is null) return;
        _action = null;
        _queue.Cancelled();
    }

    internal void Fire()
    {
        Action? action = _action;
        _action = null;
        action?.Invoke();
    }
}
