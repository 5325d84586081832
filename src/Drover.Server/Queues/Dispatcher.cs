using Drover.Runs;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Server.Telemetry;

namespace Drover.Server.Queues;

/// <summary>Starts what waits, as soon as a slot is free and nothing else keeps it.</summary>
internal sealed class Dispatcher : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_stuck = TimeSpan.FromMinutes(2);

    private readonly Board _board;
    private readonly DailyCopies _copies;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private long _lookedAt;
    private long _wokenAt;

    /// <summary>Makes it; it does nothing before <see cref="Start"/>.</summary>
    /// <param name="board">The board.</param>
    /// <param name="copies">The daily copies of the database, which are made in passing.</param>
    /// <param name="time">The clock.</param>
    public Dispatcher(Board board, DailyCopies copies, TimeProvider time)
    {
        _board = board;
        _copies = copies;
        _time = time;
        _board.QueueWoken = Wake;
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        Volatile.Write(ref _lookedAt, _time.GetTimestamp());
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Looks at the queue soon.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount != 0) return;
        Volatile.Write(ref _wokenAt, _time.GetTimestamp());
        _wake.Release();
    }

    /// <summary>Why nothing is started though nothing keeps it; null when all is well.</summary>
    public string? Trouble => _work.IsFaulted
        ? $"The queue has stopped: {_work.Exception.InnerException?.Message}. Restart the server."
        : _time.GetElapsedTime(Volatile.Read(ref _lookedAt)) > s_stuck ? "The queue has not been looked at for two minutes: the server is overloaded, or its disk does not answer." : null;

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
                Volatile.Write(ref _lookedAt, _time.GetTimestamp());
                if (Interlocked.Exchange(ref _wokenAt, 0) is > 0 and var woken) ServerTelemetry.Looked(_time.GetElapsedTime(woken));
                await _board.EndPauseAsync().ConfigureAwait(false);
                await _board.Schedules.RunDueAsync().ConfigureAwait(false);
                while (!_stop.IsCancellationRequested && await _board.RunNextAsync().ConfigureAwait(false))
                {
                }
                await _board.PruneAsync().ConfigureAwait(false);
                await _copies.MakeDueAsync().ConfigureAwait(false);
                if (_board.NextDue(looked) is { } due) next = TimeSpan.FromTicks(Math.Clamp((due - _time.GetUtcNow()).Ticks, TimeSpan.TicksPerMillisecond, s_longest.Ticks));
            }
            catch (RunException)
            {
                // A durable run of which the store can't get rid now.
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
