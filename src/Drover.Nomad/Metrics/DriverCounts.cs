using Drover.Nomad.Tasks;

namespace Drover.Nomad.Metrics;

/// <summary>What has happened in this process. Callable from any thread.</summary>
internal sealed class DriverCounts
{
    /// <summary>The ends of the intervals that starts are counted by, in seconds.</summary>
    public static readonly double[] Bounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _starts = new(StringComparer.Ordinal) { ["failed"] = 0, ["refused"] = 0, ["started"] = 0 };
    private readonly SortedDictionary<string, long> _recoveries = new(StringComparer.Ordinal) { ["failed"] = 0, ["recovered"] = 0 };
    private readonly SortedDictionary<string, long> _ends = new(StringComparer.Ordinal) { ["exited"] = 0, ["lost"] = 0, ["oom"] = 0, ["signalled"] = 0 };
    private readonly long[] _startTimes = new long[Bounds.Length + 1];
    private double _startSeconds;
    private long _executions;

    /// <summary>A task was started.</summary>
    public void Started(TimeSpan took)
    {
        lock (_lock)
        {
            _starts["started"]++;
            _startSeconds += took.TotalSeconds;
            int at = Array.FindIndex(Bounds, bound => took.TotalSeconds <= bound);
            _startTimes[at < 0 ? Bounds.Length : at]++;
        }
    }

    /// <summary>A task was not started: the job has to be changed, or else the node.</summary>
    public void NotStarted(bool isJobs) => Add(_starts, isJobs ? "refused" : "failed");

    /// <summary>A client asked for a task again.</summary>
    public void Recovered(bool isThere) => Add(_recoveries, isThere ? "recovered" : "failed");

    /// <summary>A task ended.</summary>
    public void Ended(TaskEnd end) => Add(_ends, end.Error is not null ? "lost" : end.IsOutOfMemory ? "oom" : end.Signal != 0 ? "signalled" : "exited");

    /// <summary>A program was run in a task.</summary>
    public void Executed() => Interlocked.Increment(ref _executions);

    /// <summary>Writes them.</summary>
    public void Write(MetricsText text)
    {
        lock (_lock)
        {
            text.Family("drover_nomad_starts_total", "counter", "Starts of tasks, by how they went.");
            foreach ((string result, long count) in _starts) text.Sample("drover_nomad_starts_total", count, ("result", result));
            text.Family("drover_nomad_start_seconds", "histogram", "From the client's call to its answer, of tasks that were started.");
            long below = 0;
            for (int i = 0; i < Bounds.Length; i++) text.Sample("drover_nomad_start_seconds_bucket", below += _startTimes[i], ("le", MetricsText.Number(Bounds[i])));
            text.Sample("drover_nomad_start_seconds_bucket", below + _startTimes[^1], ("le", "+Inf"));
            text.Sample("drover_nomad_start_seconds_sum", _startSeconds);
            text.Sample("drover_nomad_start_seconds_count", below + _startTimes[^1]);
            text.Family("drover_nomad_recoveries_total", "counter", "Tasks that a client asked for again, by whether they were there.");
            foreach ((string result, long count) in _recoveries) text.Sample("drover_nomad_recoveries_total", count, ("result", result));
            text.Family("drover_nomad_ends_total", "counter", "Ends of tasks, by how they ended.");
            foreach ((string how, long count) in _ends) text.Sample("drover_nomad_ends_total", count, ("how", how));
        }
        text.Family("drover_nomad_executions_total", "counter", "Programs that were run in tasks.");
        text.Sample("drover_nomad_executions_total", Interlocked.Read(ref _executions));
    }

    private void Add(SortedDictionary<string, long> counts, string name)
    {
        lock (_lock) counts[name]++;
    }
}
