using System.Diagnostics.Metrics;
using Drover.Server.Logs;
using Drover.Server.Queues;
using Drover.Server.Resources;
using Drover.Server.Runs;
using Drover.Server.Storage;
using Drover.Server.Tasks;

namespace Drover.Server.Telemetry;

/// <summary>What is measured when somebody asks.</summary>
internal sealed class ServerGauges : IDisposable
{
    private readonly Meter _meter = new(ServerTelemetry.Name);

    /// <summary>Makes them.</summary>
    public ServerGauges(Board board, ResourceMonitor resources, ViewerBook viewers)
    {
        _meter.CreateObservableGauge("drover.runs.active", () => Read(board, session => (long)RunTable.Live(session).Count), "{run}", "Runs that hold a slot.");
        _meter.CreateObservableGauge("drover.queue.capacity", () => Read(board, session => (long)(QueueStateTable.Read(session).Capacity ?? board.Capacity)), "{run}", "How many runs may be live at once.");
        _meter.CreateObservableGauge("drover.queue.depth", () => Read(board, TaskTable.CountWaiting), "{task}", "Tasks that wait for a slot.");
        _meter.CreateObservableGauge("drover.viewers", () => viewers.Count, "{viewer}", "Connections that show a log.");
        _meter.CreateObservableGauge("drover.viewers.lag", () => viewers.GreatestLag, "{record}", "Log records by which the slowest viewer is behind.");
        _meter.CreateObservableGauge("drover.trees.cpu", () => resources.Totals().Cpu, "%", "Processor use of all live runs, in percent of one processor.");
        _meter.CreateObservableGauge("drover.trees.rss", () => resources.Totals().Rss, "By", "Resident memory of all live runs.");
    }

    /// <summary>Measures no more.</summary>
    public void Dispose() => _meter.Dispose();

    // A figure is worth less than the scrape that it is part of.
    private static IEnumerable<Measurement<long>> Read(Board board, Func<DatabaseSession, long> figure)
    {
        try
        {
            return [new Measurement<long>(board.Database.Read(figure))];
        }
        catch (StorageException)
        {
            return [];
        }
    }
}
