namespace Drover.Server.Runs;

/// <summary>Says "the log is now at record N" to any number of readers. Nothing is queued for them: each reads the log at its own speed.</summary>
internal sealed class RunFeed
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = New();
    private long _sequence;
    private bool _hasEnded;

    /// <summary>The number of the newest record that is known.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>Whether nothing will come any more.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>Notes that the log has grown, and wakes those who wait.</summary>
    public void Advance(long sequence)
    {
        if (sequence > Sequence) Set(sequence, hasEnded: false);
    }

    /// <summary>Notes that nothing will come any more.</summary>
    public void End() => Set(Sequence, hasEnded: true);

    /// <summary>Completes when there is a record after <paramref name="sequence"/>, or when nothing will come any more.</summary>
    public Task WaitAsync(long sequence)
    {
        lock (_lock) return _sequence > sequence || _hasEnded ? Task.CompletedTask : _next.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Set(long sequence, bool hasEnded)
    {
        TaskCompletionSource woken;
        lock (_lock)
        {
            _sequence = Math.Max(_sequence, sequence);
            _hasEnded |= hasEnded;
            woken = _next;
            _next = New();
        }
        woken.SetResult();
    }
}
