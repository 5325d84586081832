using System.Text.Json;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Runs;
using Drover.Runs.Control;
using Drover.Server.Logs;
using Drover.Server.Resources;
using Drover.Server.Runs;
using Drover.Server.Secrets;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>The processes of live runs: their trees, what they use, and signals to them.</summary>
internal sealed class ProcessEndpoints(Board board, Supervisor supervisor, RunEndpoints runs, TimeProvider time)
{
    // Programs like to end with empty lines.
    private const int NewestLines = 4;
    private const int GreatestGlance = 200;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/processes", ListAsync);
        routes.MapGet("/runs/{runId}/tree", TreeAsync);
        routes.MapGet("/runs/{runId}/stats", context => AskAsync(context, "stats", "{}"u8.ToArray()));
        routes.MapPost("/runs/{runId}/signal", SignalAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        new RequestQuery(context).ThrowIfWrong();
        List<(BoardRun Run, BoardTask? Task)> live = board.Database.Read(session => RunTable.Live(session).Select(run => (run, TaskTable.Find(session, run.TaskSeq))).ToList());
        DateTimeOffset now = time.GetUtcNow();
        ProcessAnswer[] answers = await Task.WhenAll(live.Select(one => Task.Run(() => Describe(one.Run, one.Task, now)))).ConfigureAwait(false);
        await Answers.WriteAsync(context, answers, AnswerJson.Default.ProcessAnswerArray).ConfigureAwait(false);
    }

    private ProcessAnswer Describe(BoardRun run, BoardTask? task, DateTimeOffset now)
    {
        RunStatus? status = null;
        long? idle = null;
        try
        {
            using Run? durable = run.DurableId is { } id ? supervisor.Store.TryOpenId(id) : null;
            status = durable?.ReadLiveStatus();
            if ((durable is null ? null : LogTail.ReadLastTime(durable) ?? run.StartedAt) is { } wrote) idle = Math.Max(0, (long)(now - wrote).TotalMilliseconds);
        }
        catch (IOException)
        {
            // It is ending: what the board knows is shown.
        }
        DateTimeOffset? timeoutAt = run.StartedAt is { } began && run.Limits.TimeoutMs is { } ms ? began + TimeSpan.FromMilliseconds(ms) : null;
        (ResourceSample Sample, double? CpuPercent)? used = supervisor.Resources.Latest(run.Id);
        return new ProcessAnswer(
            run.Id, run.TaskId, task?.Title ?? "", PhaseNames.Of(run.Phase), run.Pid, run.Pid, run.StartedAt,
            run.StartedAt is { } start ? (long)(now - start).TotalMilliseconds : 0,
            used?.CpuPercent, used?.Sample.Rss, used?.Sample.Processes, idle, timeoutAt, status?.LogRecords ?? 0, status?.LogBytes ?? 0, run.DurableId is { } held ? LastLine(held) : null, status?.Stuck);
    }

    private string? LastLine(string durableId)
    {
        string? line = LogTail.Read(supervisor.Store, durableId, NewestLines).Select(PlainText.OfLine).LastOrDefault(text => !string.IsNullOrWhiteSpace(text));
        return line is { Length: > GreatestGlance } ? string.Concat(line.AsSpan(0, GreatestGlance), "…") : line;
    }

    private Task TreeAsync(HttpContext context)
    {
        if (!context.Request.Query.ContainsKey("at")) return AskAsync(context, "tree", """{"processes":[]}"""u8.ToArray());
        BoardRun run = runs.Find(context);
        var query = new RequestQuery(context, "at");
        DateTimeOffset at = query.Time("at") ?? time.GetUtcNow();
        query.ThrowIfWrong();
        return AnswerAsync(context, run, durable => TreeSnapshots.Write(durable.Directory, at), """{"at":null,"trigger":null,"processes":[],"snapshots":[]}"""u8.ToArray());
    }

    // The shim answers in JSON that is ours already.
    private Task AskAsync(HttpContext context, string operation, byte[] otherwise)
    {
        BoardRun run = runs.Find(context);
        new RequestQuery(context).ThrowIfWrong();
        return AnswerAsync(
            context,
            run,
            durable =>
            {
                using ControlClient? shim = run.Phase.IsLive() ? durable.Connect() : null;
                if (shim is null) return otherwise;
                shim.Patience = s_patience;
                return shim.Request(operation) ?? otherwise;
            },
            otherwise);
    }

    private async Task AnswerAsync(HttpContext context, BoardRun run, Func<Run, byte[]> read, byte[] otherwise)
    {
        byte[] answer = await Task.Run(() =>
        {
            using Run? durable = run.DurableId is { } id ? supervisor.Store.TryOpenId(id) : null;
            if (durable is null) return otherwise;
            byte[] told;
            try
            {
                told = read(durable);
            }
            catch (ControlException e)
            {
                throw new ProblemException(new Problem(503, "run-silent", "The run does not answer", e.Message));
            }
            // Commands are shown with their arguments.
            return SecretSet.Of(durable) is { } secrets ? secrets.Mask(told) : told;
        }).ConfigureAwait(false);
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(answer, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task SignalAsync(HttpContext context)
    {
        BoardRun run = runs.Find(context);
        RequestBody body = await RequestBody.ReadAsync(context, "signal", "scope", "pid").ConfigureAwait(false);
        Signal signal = default;
        if (!Signal.TryParse(body.Text("signal", 32, isRequired: true) ?? "", out signal) || signal.Number == 0) body.Refuse("signal", "is no signal; give a name like SIGUSR1 or a number");
        string scope = body.Word("scope", "group", "tree", "process") ?? "group";
        int? pid = (int?)body.Number("pid", 1, int.MaxValue);
        if (scope == "process" && pid is null) body.Refuse("pid", "is missing: which process of the run is to get the signal");
        else if (scope != "process" && pid is not null) body.Refuse("pid", "is for the scope 'process' only");
        body.ThrowIfWrong();
        bool isSent = await Task.Run(() =>
        {
            using Run? durable = run.DurableId is { } id && run.Phase.IsLive() ? supervisor.Store.TryOpenId(id) : null;
            if (durable is null) return false;
            return pid is { } one ? SignalOne(durable, one, signal) : durable.Signal(signal, scope == "tree");
        }).ConfigureAwait(false);
        if (!isSent) throw new ProblemException(new Problem(409, "not-running", "Nothing is running", $"Run {run.Id} has no {(pid is { } named ? $"process {named}" : "process")} that could get {signal}."));
        context.Response.StatusCode = 204;
    }
    // Who it is is read before the shim is asked whether it belongs to the run: a pid that is another's by then is not signalled.
    private static bool SignalOne(Run durable, int pid, Signal signal)
    {
        if (ProcessIdentity.TryRead(pid) is not { } identity) return false;
        using ControlClient? shim = durable.Connect();
        if (shim is null) return false;
        shim.Patience = s_patience;
        if (shim.Request("tree") is not { } told) return false;
        using JsonDocument tree = JsonDocument.Parse(told);
        bool isOurs = tree.RootElement.GetProperty("processes").EnumerateArray().Any(each => each.GetProperty("pid").GetInt32() == pid);
        return isOurs && identity.TrySignal(signal.Number) == SignalResult.Sent;
    }
}
