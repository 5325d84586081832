using System.Globalization;
using System.Text;
using Drover.Server.Queues;
using Drover.Server.Runs;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/metrics in the text format of Prometheus: what the board has stored, which goes on over restarts, and what was measured since the start.</summary>
internal sealed class MetricsEndpoint(Board board, MetricsText measured)
{
    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", context =>
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(board.Database.Read(Write), context.RequestAborted);
    });

    private string Write(DatabaseSession session)
    {
        var text = new StringBuilder();
        Head(text, "drover_runs_total", "counter", "Runs that have ended, by how.");
        foreach ((string phase, long count) in session.Query("SELECT phase, count(*) AS n FROM run GROUP BY phase ORDER BY phase", row => (row.Text("phase"), row.Number("n"))))
            if (PhaseNames.TryParse(phase) is { } known && !known.IsLive()) Line(text, "drover_runs_total", ("state", phase), count);
        SlotUse slots = board.Slots(session, out _);
        Gauge(text, "drover_runs_live", "Runs that hold a slot.", slots.TaskIds.Length);
        Gauge(text, "drover_capacity", "How many runs may be live at once.", slots.Capacity);
        Head(text, "drover_tasks", "gauge", "Tasks on the board, by lane.");
        foreach ((string lane, long count) in TaskTable.Count(session).OrderBy(pair => pair.Key, StringComparer.Ordinal)) Line(text, "drover_tasks", ("lane", lane), count);
        Gauge(text, "drover_queue_paused", "1 while the queue is paused or draining.", board.State(session) is { IsPaused: true } or { IsDraining: true } ? 1 : 0);
        Gauge(text, "drover_storage_failing", "1 while the database can't be written.", board.Database.Trouble is null ? 0 : 1);
        measured.Write(text);
        return text.ToString();
    }

    private static void Gauge(StringBuilder text, string name, string help, long value)
    {
        Head(text, name, "gauge", help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Line(StringBuilder text, string name, (string Name, string Value) label, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{{{label.Name}=\"{label.Value}\"}} {value}\n");
}
