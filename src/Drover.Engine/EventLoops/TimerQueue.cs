namespace Drover.Engine.EventLoops;

/// <summary>The pending timers of a loop, by their time and then by the order of their making.</summary>
/// <remarks>A cancelled timer stays in the heap until its time or until cancelled ones are the majority: idle timers are set anew at every output.</remarks>
internal sealed class TimerQueue
{
    private const int SweepFrom = 64;

    private PriorityQueue<LoopTimer, (long Due, long Order)> _heap = new();
    private long _order;
    private int _cancelled;

    /// <summary>How many are in the heap, cancelled ones among them.</summary>
    public int Count => _heap.Count;

    /// <summary>When the next one is due, in the loop's milliseconds; null when there is none.</summary>
    public long? NextDue
    {
        get
        {
            while (_heap.TryPeek(out LoopTimer? timer, out (long Due, long Order) key))
            {
                if (timer.IsPending) return key.Due;
                Drop();
            }
            return null;
        }
    }

    public LoopTimer Add(long due, Action action)
    {
        if (_cancelled > SweepFrom && _cancelled > _heap.Count / 2) Sweep();
        var timer = new LoopTimer(this, action);
        _heap.Enqueue(timer, (due, ++_order));
        return timer;
    }

    /// <summary>Runs those that are due at <paramref name="now"/>; what they set in turn waits for the next time.</summary>
    public int Fire(long now)
    {
        int fired = 0;
        long last = _order;
        while (_heap.TryPeek(out LoopTimer? timer, out (long Due, long Order) key))
        {
            if (!timer.IsPending)
            {
                Drop();
                continue;
            }
            if (key.Due > now || key.Order > last) break;
            _heap.Dequeue();
            fired++;
            timer.Fire();
        }
        return fired;
    }

    public void Cancelled() => _cancelled++;

    private void Drop()
    {
        _heap.Dequeue();
        _cancelled--;
    }

    private void Sweep()
    {
        var kept = new PriorityQueue<LoopTimer, (long, long)>();
        foreach ((LoopTimer timer, (long, long) key) in _heap.UnorderedItems)
            if (timer.IsPending) kept.Enqueue(timer, key);
        _heap = kept;
        _cancelled = 0;
    }
}
