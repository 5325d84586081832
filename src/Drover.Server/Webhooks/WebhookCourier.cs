// Constraints
//   Nothing waits for a receiver: not a run, not another webhook. One that is down for hours gets its events afterwards; one that is gone costs little.
// Scheme
//   Due deliveries are read from the database, so a server that was killed goes on where it was; one that was killed between the answer and the note sends again.
//   Each webhook has at most one request under way, and its deliveries go in their order as long as they arrive. News on the board's feed is what wakes the courier.

using System.Collections.Concurrent;
using Drover.Server.Storage;
using Drover.Server.Tasks;

namespace Drover.Server.Webhooks;

/// <summary>Sends what the outbox holds.</summary>
internal sealed class WebhookCourier(IDatabase database, BoardFeed feed, WebhookSender sender, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How often a delivery is tried before it is given up: for about a day.</summary>
    public const int GreatestAttempts = 12;

    private const int GreatestAtOnce = 8;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_storageRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pruning = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_last = TimeSpan.FromHours(4);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _busy = new();
    private readonly SemaphoreSlim _slots = new(GreatestAtOnce);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private DateTimeOffset _pruneAt;

    /// <summary>Begins.</summary>
    public void Start() => _work = Task.Run(WorkAsync);

    /// <summary>How long a delivery waits after a number of attempts: 5 s, four times as long after each, at most 4 h, and up to a fifth more.</summary>
    public static TimeSpan Delay(int attempts, double jitter) =>
        TimeSpan.FromSeconds(Math.Min(s_first.TotalSeconds * Math.Pow(4, Math.Min(attempts, 20) - 1), s_last.TotalSeconds) * (1 + (jitter / 5)));

    /// <summary>Sends nothing more. What is under way is broken off and sent again by the next server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        await Task.WhenAll(_busy.Values.Select(busy => busy.Task)).ConfigureAwait(false);
        sender.Dispose();
    }

    private async Task WorkAsync()
    {
        Task woken = _wake.WaitAsync(_stop.Token);
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan next = s_longest;
            long rev = feed.Rev;
            try
            {
                DateTimeOffset now = time.GetUtcNow();
                foreach (string id in database.Read(session => WebhookDeliveryTable.Due(session, now)))
                    if (_busy.TryAdd(id, new TaskCompletionSource())) _ = Task.Run(() => ServeAsync(id));
                if (database.Read(session => WebhookDeliveryTable.NextAt(session, now)) is { } due) next = TimeSpan.FromTicks(Math.Clamp((due - time.GetUtcNow()).Ticks, TimeSpan.TicksPerMillisecond, next.Ticks));
                if (now >= _pruneAt)
                {
                    _pruneAt = now + s_pruning;
                    await database.WriteAsync(session => WebhookDeliveryTable.Prune(session, now - s_kept)).ConfigureAwait(false);
                }
            }
            catch (StorageException)
            {
                // /readyz says so.
                next = s_storageRetry;
            }
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAny(feed.WaitAsync(rev), woken, Task.Delay(next, time, timer.Token)).ConfigureAwait(false);
            await timer.CancelAsync().ConfigureAwait(false);
            if (woken.IsCompleted) woken = _wake.WaitAsync(_stop.Token);
        }
    }

    // All that is due for one webhook.
    private async Task ServeAsync(string id)
    {
        try
        {
            while (await ServeNextAsync(id).ConfigureAwait(false))
            {
            }
        }
        catch (Exception e) when (e is OperationCanceledException or StorageException)
        {
            // It stays due: for the next look, or the next server.
        }
        finally
        {
            if (_busy.TryRemove(id, out TaskCompletionSource? busy)) busy.SetResult();
            // Something new may have come meanwhile.
            _wake.Release();
        }
    }

    // A slot for one request: whoever has many due, and answers none, takes its turn with the others.
    private async Task<bool> ServeNextAsync(string id)
    {
        await _slots.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            if (database.Read(session => (WebhookTable.Find(session, id), WebhookDeliveryTable.FirstDue(session, id, time.GetUtcNow()))) is not ({ IsEnabled: true } webhook, { } due)) return false;
            WebhookAttempt attempt = await sender.SendAsync(webhook, due, _stop.Token).ConfigureAwait(false);
            await NoteAsync(After(due, attempt, time.GetUtcNow())).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _slots.Release();
        }
    }

    // While the database can't be written it is not sent again and again.
    private async Task NoteAsync(WebhookDelivery tried)
    {
        while (true)
        {
            try
            {
                await database.WriteAsync(session => WebhookDeliveryTable.Update(session, tried)).ConfigureAwait(false);
                return;
            }
            catch (StorageException) when (!database.IsClosed)
            {
                await Task.Delay(s_storageRetry, time, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private static WebhookDelivery After(WebhookDelivery due, WebhookAttempt attempt, DateTimeOffset now)
    {
        WebhookDelivery tried = due with { Attempts = due.Attempts + 1, LastAt = now, HttpStatus = attempt.HttpStatus, Error = attempt.Error, NextAt = null };
        if (attempt.Error is null) return tried with { Status = WebhookDelivery.Delivered };
        if (tried.Attempts >= GreatestAttempts) return tried with { Status = WebhookDelivery.Failed };
#pragma warning disable CA5394 // Nothing secret hangs on it.
        return tried with { NextAt = now + Delay(tried.Attempts, Random.Shared.NextDouble()) };
#pragma warning restore CA5394
    }
}
