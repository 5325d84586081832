namespace Drover.Server.Tasks;

/// <summary>The newest events of the board in a ring. Viewers hold a cursor on it, not a queue.</summary>
internal sealed class BoardFeed
{
    /// <summary>How many events are kept.</summary>
    public const int Size = 4096;

    private readonly Lock _lock = new();
    private readonly BoardEvent[] _ring = new BoardEvent[Size];
    private TaskCompletionSource _next = New();
    private long _rev;

    /// <summary>The number of the newest event; 0 before the first.</summary>
    public long Rev
    {
        get
        {
            lock (_lock) return _rev;
        }
    }

    /// <summary>Adds an event and wakes those who wait. What may be large of its task and run is left out: thousands of events are kept.</summary>
    public void Publish(BoardEvent happened)
    {
        TaskCompletionSource woken;
        lock (_lock)
        {
            _rev++;
            _ring[_rev % Size] = happened with { Rev = _rev, Task = happened.Task?.AsCard(), Run = happened.Run is { } run ? run with { Command = [] } : null };
            woken = _next;
            _next = New();
        }
        woken.SetResult();
    }

    /// <summary>The events after <paramref name="rev"/>, oldest first; null when some of them are not kept any more, or were another server's.</summary>
    public IReadOnlyList<BoardEvent>? After(long rev)
    {
        lock (_lock)
        {
            if (rev > _rev || rev < 0 || _rev - rev > Size) return null;
            var events = new BoardEvent[_rev - rev];
            for (int i = 0; i < events.Length; i++) events[i] = _ring[(rev + 1 + i) % Size];
            return events;
        }
    }

    /// <summary>Completes when there is an event after <paramref name="rev"/>.</summary>
    public Task WaitAsync(long rev)
    {
        lock (_lock) return _rev > rev ? Task.CompletedTask : _next.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
