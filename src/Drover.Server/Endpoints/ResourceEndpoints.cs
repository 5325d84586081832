using Drover.Server.Resources;
using Drover.Server.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/runs/{runId}/resources: what a run used over time.</summary>
internal sealed class ResourceEndpoints(ResourceMonitor monitor, RunEndpoints runs)
{
    private const int GreatestRows = 1200;
    private static readonly string[] s_columns = ["t", "cpu", "rss", "procs", "threads", "readBytes", "writeBytes"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/runs/{runId}/resources", ShowAsync);

    private Task ShowAsync(HttpContext context)
    {
        BoardRun run = runs.Find(context);
        var query = new RequestQuery(context, "from", "to", "step");
        long from = query.Time("from")?.ToUnixTimeMilliseconds() ?? long.MinValue;
        long to = query.Time("to")?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        long? step = query.Number("step", 1, 86_400);
        if (from > to) query.Refuse("from", "is later than 'to'");
        query.ThrowIfWrong();
        return Answers.WriteAsync(context, Table(run.Id, monitor.Read(run.Id, from, to), step), AnswerJson.Default.ResourceAnswer);
    }

    /// <summary>The samples as rows, several as one where there are too many or a step is wanted.</summary>
    internal static ResourceAnswer Table(string runId, List<(int Step, ResourceSample Sample)> samples, long? stepSeconds)
    {
        long span = samples.Count == 0 ? 0 : samples[^1].Sample.At - samples[0].Sample.At;
        long step = (stepSeconds ?? (span / 1000 / GreatestRows) + 1) * 1000;
        var merged = new List<ResourceSample>(samples.Count);
        foreach ((_, ResourceSample sample) in samples)
        {
            if (step > 1000 && merged.Count > 0 && merged[^1].At / step == sample.At / step) merged[^1] = merged[^1].With(sample);
            else merged.Add(sample);
        }
        var rows = new List<double?[]>(merged.Count);
        for (int i = 0; i < merged.Count; i++)
        {
            ResourceSample sample = merged[i];
            double? cpu = i == 0 ? null : sample.CpuPercentSince(merged[i - 1]);
            rows.Add([sample.At, cpu, sample.Rss, sample.Processes, sample.Threads, sample.ReadBytes, sample.WriteBytes]);
        }
        long widest = samples.Count == 0 ? 1 : samples.Max(one => one.Step);
        return new ResourceAnswer(runId, Math.Max(step, widest * 1000), s_columns, rows);
    }
}
