// Constraints
//   Watching twenty runs must cost less than a fiftieth of a processor, and nothing when there is none. What was measured must outlast the run and the
//   server, and stay small however long a run takes. A killed server may lose the latest seconds.
// Scheme
//   One pass over /proc a second serves all trees (UsageSampler). A run's tree is what stands below its shim, the shim itself not counted. Samples are
//   collected and written in one transaction every ten seconds; an end writes at once.

using Drover.Engine;
using Drover.Engine.ProcessTrees;
using Drover.Runs;
using Drover.Server.Storage;

namespace Drover.Server.Resources;

/// <summary>Measures what live runs use.</summary>
internal sealed class ResourceMonitor : IAsyncDisposable
{
    private const int TicksToFlush = 10;
    private const int TicksToThin = 60;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private readonly UsageSampler _sampler;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Watched> _watched = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _next = New();
    private long _tick;
    private Task _work = Task.CompletedTask;

    /// <summary>Makes it; it measures nothing before <see cref="Start"/>.</summary>
    public ResourceMonitor(IDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
        _sampler = new UsageSampler(ShimBoundary.IsShim, withIo: true, time);
    }

    /// <summary>Counts the looks at /proc.</summary>
    public long Tick => Volatile.Read(ref _tick);

    /// <summary>Begins.</summary>
    public void Start() => _work = Task.Run(WorkAsync);

    /// <summary>Watches a live run from now on.</summary>
    public void Watch(string runId, Run durable)
    {
        lock (_lock) _watched.TryAdd(runId, new Watched(durable));
        if (_wake.CurrentCount == 0) _wake.Release();
    }

    /// <summary>Watches a run no more: it has ended. What was measured is stored.</summary>
    public async Task EndAsync(string runId)
    {
        List<(int, ResourceSample)> rest;
        lock (_lock)
        {
            if (!_watched.Remove(runId, out Watched? watched)) return;
            if (watched.Tree is { } tree) _sampler.Remove(tree);
            watched.Series.Finish();
            rest = [.. watched.Series.Pending];
        }
        await TryWriteAsync(session =>
        {
            SampleTable.Insert(session, runId, rest);
            SampleTable.Settle(session, runId);
        }).ConfigureAwait(false);
    }

    /// <summary>Puts samples in order of runs that ended while no server was there.</summary>
    public Task SettleAsync(IEnumerable<string> runIds) => TryWriteAsync(session =>
    {
        foreach (string id in runIds) SampleTable.Settle(session, id);
    });

    /// <summary>The newest sample of a live run, and its processor use in percent of a processor; null when there is none yet.</summary>
    public (ResourceSample Sample, double? CpuPercent)? Latest(string runId)
    {
        lock (_lock) return _watched.TryGetValue(runId, out Watched? watched) && watched.Series.Latest is { } sample ? (sample, watched.Series.CpuPercent) : null;
    }

    /// <summary>What all live runs use together: percent of a processor, and bytes.</summary>
    public (double Cpu, long Rss) Totals()
    {
        lock (_lock) return (_watched.Values.Sum(watched => watched.Series.CpuPercent ?? 0), _watched.Values.Sum(watched => watched.Series.Latest?.Rss ?? 0));
    }

    /// <summary>The samples of a run in a span of time, oldest first.</summary>
    public List<(int Step, ResourceSample Sample)> Read(string runId, long from, long to)
    {
        // Looked at before the database: what is stored in between stands in both and is taken once.
        List<(int Step, ResourceSample Sample)> pending = [];
        lock (_lock)
        {
            if (_watched.TryGetValue(runId, out Watched? watched)) pending = [.. watched.Series.Pending.Where(one => one.Step == 1 && one.Sample.At >= from && one.Sample.At <= to)];
        }
        List<(int Step, ResourceSample Sample)> stored = _database.Read(session => SampleTable.Read(session, runId, from, to));
        long last = stored.Count > 0 ? stored[^1].Sample.At : long.MinValue;
        stored.AddRange(pending.Where(one => one.Sample.At > last));
        return stored;
    }

    /// <summary>Completes with the look after <paramref name="tick"/>.</summary>
    public Task WaitAsync(long tick)
    {
        lock (_lock) return _tick > tick ? Task.CompletedTask : _next.Task;
    }

    /// <summary>Measures no more; what was measured is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        if (!_database.IsClosed) await FlushAsync(thin: false).ConfigureAwait(false);
        _wake.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            for (long looks = 1; ; looks++)
            {
                bool isIdle;
                lock (_lock) isIdle = _watched.Count == 0;
                if (isIdle) await _wake.WaitAsync(_stop.Token).ConfigureAwait(false);
                Look();
                if (looks % TicksToFlush == 0) await FlushAsync(thin: looks % TicksToThin == 0).ConfigureAwait(false);
                await Task.Delay(s_interval, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server is stopping.
        }
    }

    private void Look()
    {
        TaskCompletionSource woken;
        lock (_lock)
        {
            foreach (Watched watched in _watched.Values) watched.Tree ??= Find(watched.Durable);
            try
            {
                _sampler.Sample();
            }
            catch (SystemCallException)
            {
                // No /proc for a moment (descriptors used up, say): this look is left out.
                return;
            }
            DateTimeOffset now = _time.GetUtcNow();
            foreach (Watched watched in _watched.Values)
                if (watched.Tree is { Usage.Processes: > 0 } tree) watched.Series.Add(ResourceSample.Of(tree.Usage, now));
            _tick++;
            woken = _next;
            _next = New();
        }
        woken.SetResult();
    }

    private SampledTree? Find(Run durable)
    {
        try
        {
            int shim = durable.ReadStatus().Shim.Pid;
            return shim > 0 ? _sampler.Add([shim], countRoots: false) : null;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It is ending.
            return null;
        }
    }

    private async Task FlushAsync(bool thin)
    {
        List<(string Id, Watched Watched, List<(int, ResourceSample)> Samples)> batch;
        lock (_lock) batch = [.. _watched.Where(pair => pair.Value.Series.Pending.Count > 0).Select(pair => (pair.Key, pair.Value, pair.Value.Series.Pending.ToList()))];
        if (batch.Count == 0) return;
        DateTimeOffset now = _time.GetUtcNow();
        bool isStored = await TryWriteAsync(session =>
        {
            foreach ((string id, _, List<(int, ResourceSample)> samples) in batch)
            {
                SampleTable.Insert(session, id, samples);
                if (thin) SampleTable.Thin(session, id, now);
            }
        }).ConfigureAwait(false);
        if (!isStored) return;
        lock (_lock)
        {
            foreach ((string id, Watched watched, List<(int, ResourceSample)> samples) in batch)
                if (_watched.ContainsKey(id)) watched.Series.Stored(samples.Count);
        }
    }

    // Curves are worth less than the work of the server: a database that can't be written is reported by /readyz, and the samples wait.
    private async Task<bool> TryWriteAsync(Action<DatabaseSession> work)
    {
        try
        {
            await _database.WriteAsync(session =>
            {
                work(session);
                return true;
            }).ConfigureAwait(false);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Watched(Run durable)
    {
        public Run Durable { get; } = durable;

        public ResourceSeries Series { get; } = new();

        public SampledTree? Tree { get; set; }
    }
}
