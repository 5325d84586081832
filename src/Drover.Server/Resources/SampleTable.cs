using Drover.Server.Storage;

namespace Drover.Server.Resources;

/// <summary>The table of samples. Rows go with their run.</summary>
internal static class SampleTable
{
    /// <summary>Stores samples. A run that has been deleted meanwhile gets none.</summary>
    public static void Insert(DatabaseSession session, string runId, IReadOnlyList<(int Step, ResourceSample Sample)> samples)
    {
        if (samples.Count == 0 || session.QueryNumber("SELECT count(*) FROM run WHERE id = @id", ("@id", runId)) == 0) return;
        foreach ((int step, ResourceSample sample) in samples)
        {
            // A clock that was set back gives a time twice: the first stays.
            session.Execute(
                """
                INSERT INTO sample (run_id, step, at, cpu_ms, rss, processes, threads, read_bytes, write_bytes)
                VALUES (@run_id, @step, @at, @cpu_ms, @rss, @processes, @threads, @read_bytes, @write_bytes) ON CONFLICT DO NOTHING
                """,
                ("@run_id", runId),
                ("@step", (long)step),
                ("@at", sample.At),
                ("@cpu_ms", sample.CpuMs),
                ("@rss", sample.Rss),
                ("@processes", (long)sample.Processes),
                ("@threads", (long)sample.Threads),
                ("@read_bytes", sample.ReadBytes),
                ("@write_bytes", sample.WriteBytes));
        }
    }

    /// <summary>The samples of a run in a span of time, oldest first: of each moment the finest that is kept.</summary>
    public static List<(int Step, ResourceSample Sample)> Read(DatabaseSession session, string runId, long from, long to)
    {
        List<(int Step, ResourceSample Sample)> all = session.Query(
            "SELECT * FROM sample WHERE run_id = @run_id AND at >= @from AND at <= @to ORDER BY at, step", Read, ("@run_id", runId), ("@from", from), ("@to", to));
        return Finest(all);
    }

    /// <summary>Leaves out what finer samples tell too.</summary>
    public static List<(int Step, ResourceSample Sample)> Finest(List<(int Step, ResourceSample Sample)> all)
    {
        var oldest = new Dictionary<int, long>();
        foreach ((int step, ResourceSample sample) in all) oldest.TryAdd(step, sample.At);
        var found = new List<(int Step, ResourceSample Sample)>(all.Count);
        foreach ((int step, ResourceSample sample) in all)
        {
            bool isCovered = SampleSteps.All.Any(finer => finer.Seconds < step && oldest.TryGetValue(finer.Seconds, out long since) && since <= sample.At);
            if (!isCovered) found.Add((step, sample));
        }
        return found;
    }

    /// <summary>Removes samples of a live run that coarser ones stand for.</summary>
    public static void Thin(DatabaseSession session, string runId, DateTimeOffset now)
    {
        foreach ((int step, TimeSpan kept) in SampleSteps.All)
            session.Execute("DELETE FROM sample WHERE run_id = @run_id AND step = @step AND at < @before", ("@run_id", runId), ("@step", (long)step), ("@before", (now - kept).ToUnixTimeMilliseconds()));
    }

    /// <summary>Keeps of a run that has ended no more than it takes to draw it.</summary>
    public static void Settle(DatabaseSession session, string runId)
    {
        long? first = session.QueryNumber("SELECT min(at) FROM sample WHERE run_id = @run_id", ("@run_id", runId));
        long? last = session.QueryNumber("SELECT max(at) FROM sample WHERE run_id = @run_id", ("@run_id", runId));
        if (first is null || last is null) return;
        int step = SampleSteps.OfEnded(TimeSpan.FromMilliseconds(last.Value - first.Value));
        // A server that was away when the run ended had no time to close its coarser samples.
        if (session.QueryNumber("SELECT count(*) FROM sample WHERE run_id = @run_id AND step = @step", ("@run_id", runId), ("@step", (long)step)) == 0) return;
        session.Execute("DELETE FROM sample WHERE run_id = @run_id AND step <> @step", ("@run_id", runId), ("@step", (long)step));
    }

    private static (int Step, ResourceSample Sample) Read(Row row) => ((int)row.Number("step"), new ResourceSample(
        row.Number("at"), row.Number("cpu_ms"), row.Number("rss"), (int)row.Number("processes"), (int)row.Number("threads"), row.Number("read_bytes"), row.Number("write_bytes")));
}
