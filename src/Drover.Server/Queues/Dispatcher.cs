using Drover.Server.Storage;
using Drover.Server.Tasks;

namespace Drover.Server.Queues;

/// <summary>Starts what waits, as soon as a slot is free and nothing else keeps it.</summary>
internal sealed class Dispatcher : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private readonly Board _board;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    /// <summary>Makes it; it does nothing before <see cref="Start"/>.</summary>
    public Dispatcher(Board board, TimeProvider time)
    {
        _board = board;
        _time = time;
        _board.QueueWoken = Wake;
    }

    /// <summary>Begins.</summary>
    public void Start() => _work = Task.Run(WorkAsync);

    /// <summary>Looks at the queue soon.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0) _wake.Release();
    }

    /// <summary>Starts nothing any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _board.QueueWoken = static () => { };
    }

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan next = s_longest;
            try
            {
                DateTimeOffset looked = _time.GetUtcNow();
                await _board.EndPauseAsync().ConfigureAwait(false);
                await _board.Schedules.RunDueAsync().ConfigureAwait(false);
                while (!_stop.IsCancellationRequested && await _board.RunNextAsync().ConfigureAwait(false))
                {
                }
                if (_board.NextDue(looked) is { } due) next = TimeSpan.FromTicks(Math.Clamp((due - _time.GetUtcNow()).Ticks, TimeSpan.TicksPerMillisecond, s_longest.Ticks));
            }
            catch (StorageException)
            {
                // /readyz says so; it is tried again.
                next = TimeSpan.FromSeconds(1);
            }
            try
            {
                await _wake.WaitAsync(next, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
