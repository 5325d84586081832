// Constraints
//   The queue goes on whatever one task, one run or one disk does, for as long as the server lives; a slot that is free is used within milliseconds.
// Scheme
//   A loop looks whenever it is woken, or something becomes due. What takes long (old logs, copies of the database) is done by another one. What goes wrong is
//   said, in the log and by /readyz, and tried again.

using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Server.Telemetry;

namespace Drover.Server.Queues;

/// <summary>Starts what waits, as soon as a slot is free and nothing else keeps it.</summary>
internal sealed class Dispatcher : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_stuck = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    private readonly Board _board;
    private readonly DailyCopies _copies;
    private readonly TimeProvider _time;
    private readonly TextWriter _log;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _wakeUpkeep = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private Task _upkeep = Task.CompletedTask;
    private long _lookedAt;
    private long _wokenAt;
    private volatile string? _trouble;

    /// <summary>Makes it; it does nothing before <see cref="Start"/>.</summary>
    /// <param name="board">The board.</param>
    /// <param name="copies">The daily copies of the database, which are made in passing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it says what went wrong.</param>
    public Dispatcher(Board board, DailyCopies copies, TimeProvider time, TextWriter log)
    {
        _board = board;
        _copies = copies;
        _time = time;
        _log = log;
        _board.QueueWoken = Wake;
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        Volatile.Write(ref _lookedAt, _time.GetTimestamp());
        _work = Task.Run(() => RepeatAsync(_wake, LookAsync));
        _upkeep = Task.Run(() => RepeatAsync(_wakeUpkeep, KeepUpAsync));
    }

    /// <summary>Looks at the queue soon.</summary>
    public void Wake()
    {
        if (_wakeUpkeep.CurrentCount == 0) _wakeUpkeep.Release();
        if (_wake.CurrentCount != 0) return;
        Volatile.Write(ref _wokenAt, _time.GetTimestamp());
        _wake.Release();
    }

    /// <summary>Why nothing is started though nothing keeps it; null when all is well.</summary>
    public string? Trouble => _trouble
        ?? (_time.GetElapsedTime(Volatile.Read(ref _lookedAt)) > s_stuck ? "The queue has not been looked at for two minutes: the server is overloaded, or its disk does not answer." : null);

    /// <summary>Starts nothing any more. What it is at and can't end soon, for want of a database, is left to the next server's recovery.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _ = await Task.WhenAny(Task.WhenAll(_work, _upkeep), Task.Delay(s_farewell)).ConfigureAwait(false);
        _board.QueueWoken = static () => { };
    }

    private async Task RepeatAsync(SemaphoreSlim wake, Func<Task<TimeSpan>> look)
    {
        try
        {
            while (!_stop.IsCancellationRequested) await wake.WaitAsync(await look().ConfigureAwait(false), _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server is stopping.
        }
    }

    private async Task<TimeSpan> LookAsync()
    {
        DateTimeOffset looked = _time.GetUtcNow();
        Volatile.Write(ref _lookedAt, _time.GetTimestamp());
        if (Interlocked.Exchange(ref _wokenAt, 0) is > 0 and var woken) ServerTelemetry.Looked(_time.GetElapsedTime(woken));
        TimeSpan next = s_longest;
        _trouble = await TryAsync("The queue could not be looked at", async () =>
        {
            await _board.EndPauseAsync().ConfigureAwait(false);
            await _board.Schedules.RunDueAsync().ConfigureAwait(false);
            while (!_stop.IsCancellationRequested && await _board.RunNextAsync().ConfigureAwait(false))
            {
            }
            if (_board.NextDue(looked) is { } due) next = TimeSpan.FromTicks(Math.Clamp((due - _time.GetUtcNow()).Ticks, TimeSpan.TicksPerMillisecond, s_longest.Ticks));
        }).ConfigureAwait(false);
        return _trouble is null ? next : s_retry;
    }

    private async Task<TimeSpan> KeepUpAsync()
    {
        _ = await TryAsync("Old logs could not be removed", _board.PruneAsync).ConfigureAwait(false);
        _ = await TryAsync("The daily copy could not be made", _copies.MakeDueAsync).ConfigureAwait(false);
        return s_longest;
    }

    /// <summary>Does something and says what went wrong.</summary>
    /// <returns>That sentence; null when nothing did.</returns>
    private async Task<string?> TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // The queue and its upkeep go on whatever it was.
        catch (Exception e)
        {
            string said = $"{what}: {e.Message.TrimEnd('.')}. It is tried again.";
            if (said != _trouble) await _log.WriteLineAsync($"drover-server: {said}{(e is IOException ? "" : $"\n{e}")}").ConfigureAwait(false);
            return said;
        }
#pragma warning restore CA1031
    }
}
