using Drover.Engine.Signals;
using Drover.Server.Runs;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/tasks/{id}/run and /stop, and what is known of runs.</summary>
internal sealed class RunEndpoints(Board board, Supervisor supervisor, TimeProvider time)
{
    private const string Actor = "api";
    private static readonly long s_longest = (long)TimeSpan.FromDays(365).TotalMilliseconds;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/tasks/{id}/run", RunAsync);
        routes.MapPost("/tasks/{id}/stop", context => StopAsync(context, isKill: false));
        routes.MapPost("/tasks/{id}/kill", context => StopAsync(context, isKill: true));
        routes.MapPost("/tasks/{id}/approve", context => MoveAsync(context, new TaskEvent.Approved()));
        routes.MapPost("/tasks/{id}/archive", context => MoveAsync(context, new TaskEvent.ArchiveAsked()));
        routes.MapPost("/tasks/{id}/reject", RejectAsync);
        routes.MapGet("/tasks/{id}/runs", ListOfTaskAsync);
        routes.MapGet("/tasks/{id}/events", context => WriteEventsAsync(context, board.Database.Read(session => AuditTable.OfTask(session, Answers.TaskSeq(context)))));
        routes.MapGet("/runs", ListAsync);
        routes.MapGet("/runs/{runId}", ShowAsync);
        routes.MapGet("/runs/{runId}/events", context => WriteEventsAsync(context, board.Database.Read(session => AuditTable.OfRun(session, Find(context).Id))));
    }

    /// <summary>A waiting task's place in the queue, counted from 1; 0 when it waits no more.</summary>
    public int Position(long seq) => board.Database.Read(session => TaskTable.Waiting(session).FindIndex(task => task.Seq == seq) + 1);

    /// <summary>The run that the path names.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public BoardRun Find(HttpContext context)
    {
        string id = (string?)context.Request.RouteValues["runId"] ?? "";
        return board.Database.Read(session => RunTable.Find(session, id))
            ?? throw new ProblemException(new Problem(404, "run-not-found", "Run not found", $"There is no run {id}."));
    }

    private async Task RunAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, "ifBusy", "timeoutMs", "profile", "env").ConfigureAwait(false);
        bool mayQueue = body.Word("ifBusy", "fail", "queue") == "queue";
        var wish = new RunWish(body.Number("timeoutMs", 1, s_longest), body.Text("profile", 64, mayBeEmpty: false), body.Texts("env"));
        body.ThrowIfWrong();
        long seq = Answers.TaskSeq(context);
        Outcome outcome = await board.RunAsync(seq, wish, Intent.User, Actor).ConfigureAwait(false);
        if (mayQueue && outcome.Hindrance is { Code: "busy" })
        {
            Answers.ThrowIfRefused(context, await board.QueueAsync(seq, Intent.User, Actor).ConfigureAwait(false));
            await Answers.WriteAsync(context, new QueuedAnswer("queued", TaskIds.Of(seq), Position(seq)), AnswerJson.Default.QueuedAnswer, 202).ConfigureAwait(false);
            return;
        }
        Answers.ThrowIfRefused(context, outcome);
        BoardRun run = outcome.Run!;
        if (run.Phase == RunPhase.StartFailed)
        {
            string kind = run.ReasonKind!.Replace('_', '-');
            int status = run.ReasonKind is "start_failed" ? 500 : 422;
            throw new ProblemException(new Problem(status, kind, "The agent could not be started", run.ReasonText!));
        }
        await Answers.WriteAsync(context, new RunningAnswer("running", run.Pid ?? 0, run.Id, run.TaskId), AnswerJson.Default.RunningAnswer).ConfigureAwait(false);
    }

    private async Task StopAsync(HttpContext context, bool isKill)
    {
        RequestBody body = await RequestBody.ReadAsync(context, isKill ? [] : ["graceMs", "signal", "wait"]).ConfigureAwait(false);
        long? grace = isKill ? 0 : body.Number("graceMs", 0, 3_600_000);
        int? signal = isKill ? Signal.KILL.Number : null;
        if (body.Text("signal", 32) is { } name)
        {
            if (Signal.TryParse(name, out Signal parsed) && parsed.Number > 0) signal = parsed.Number;
            else body.Refuse("signal", "is no signal; give a name like SIGTERM or a number");
        }
        bool wait = body.Flag("wait") ?? false;
        body.ThrowIfWrong();
        long seq = Answers.TaskSeq(context);
        var wish = new StopWish("user", signal, grace, time.GetUtcNow());
        Outcome outcome = await board.StopAsync(seq, wish, Actor).ConfigureAwait(false);
        if (outcome.Task is not null && outcome.Refusal is not null)
            throw new ProblemException(new Problem(404, "not-running", "Nothing is running", $"{outcome.Refusal.Text}."));
        Answers.ThrowIfRefused(context, outcome);
        BoardRun run = outcome.Run!;
        if (wait)
        {
            BoardRun ended = await board.WaitForEndAsync(run.Id, context.RequestAborted).ConfigureAwait(false) ?? run;
            await Answers.WriteAsync(context, RunAnswer.Of(ended), AnswerJson.Default.RunAnswer).ConfigureAwait(false);
            return;
        }
        DateTimeOffset deadline = wish.At + TimeSpan.FromMilliseconds(grace ?? run.Limits.GraceMs);
        await Answers.WriteAsync(context, new StoppingAnswer("stopping", run.Id, deadline), AnswerJson.Default.StoppingAnswer).ConfigureAwait(false);
    }

    private async Task RejectAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, "note").ConfigureAwait(false);
        string note = body.Text("note", 10_000) ?? "";
        body.ThrowIfWrong();
        await ApplyAsync(context, new TaskEvent.Rejected(note), note.Length > 0 ? note : null).ConfigureAwait(false);
    }

    private async Task MoveAsync(HttpContext context, TaskEvent happened)
    {
        (await RequestBody.ReadAsync(context).ConfigureAwait(false)).ThrowIfWrong();
        await ApplyAsync(context, happened, null).ConfigureAwait(false);
    }

    private async Task ApplyAsync(HttpContext context, TaskEvent happened, string? detail)
    {
        Outcome outcome = await board.ApplyAsync(Answers.TaskSeq(context), happened, Intent.User, Actor, detail).ConfigureAwait(false);
        Answers.ThrowIfRefused(context, outcome);
        context.Response.Headers.ETag = Answers.ETag(outcome.Task!.Rev);
        await Answers.WriteAsync(context, TaskAnswer.Of(outcome.Task, outcome.Run), AnswerJson.Default.TaskAnswer).ConfigureAwait(false);
    }

    private Task ShowAsync(HttpContext context)
    {
        BoardRun run = Find(context);
        return Answers.WriteAsync(context, RunAnswer.Of(run, Log(run)), AnswerJson.Default.RunAnswer);
    }

    private LogAnswer? Log(BoardRun run)
    {
        using Drover.Runs.Run? durable = run.DurableId is { } id ? supervisor.Store.TryOpenId(id) : null;
        if (durable is null) return null;
        using Drover.Runs.Logs.LogReader log = durable.OpenLog();
        log.IsFinal = !run.Phase.IsLive();
        Drover.Runs.Logs.LogExtent extent = log.GetExtent();
        return new LogAnswer(extent.FirstSequence, extent.LastSequence, extent.Bytes, extent.Bytes < extent.EndOffset);
    }

    private Task ListOfTaskAsync(HttpContext context)
    {
        long seq = Answers.TaskSeq(context);
        if (board.Database.Read(session => TaskTable.Find(session, seq)) is null) throw new ProblemException(Answers.NoTask(TaskIds.Of(seq)));
        var query = new RequestQuery(context, "limit", "cursor");
        return ListAsync(context, query, new RunFilter { TaskSeq = seq });
    }

    private Task ListAsync(HttpContext context)
    {
        var query = new RequestQuery(context, "state", "since", "until", "taskId", "limit", "cursor");
        var filter = new RunFilter
        {
            Phases = [.. (query.Text("state") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(word => Phase(query, word))],
            Since = query.Time("since"),
            Until = query.Time("until"),
            TaskSeq = query.Text("taskId") is { } id ? TaskIds.TryParse(id) ?? 0 : null,
        };
        return ListAsync(context, query, filter);
    }

    private Task ListAsync(HttpContext context, RequestQuery query, RunFilter filter)
    {
        int limit = (int)(query.Number("limit", 1, TaskEndpoints.MaxPage) ?? 50);
        string? cursor = query.Text("cursor");
        if (cursor is not null && !RunIds.IsValid(cursor)) query.Refuse("cursor", "is not one that this list has given");
        query.ThrowIfWrong();
        Page<RunAnswer> page = board.Database.Read(session =>
        {
            (List<BoardRun> runs, string? next, long total) = filter.Find(session, limit, cursor);
            return new Page<RunAnswer>([.. runs.Select(run => RunAnswer.Of(run))], next, total);
        });
        return Answers.WriteAsync(context, page, AnswerJson.Default.PageRunAnswer);
    }

    private static Task WriteEventsAsync(HttpContext context, List<AuditEntry> entries) =>
        Answers.WriteAsync(context, [.. entries.Select(EventAnswer.Of)], AnswerJson.Default.EventAnswerArray);

    private static RunPhase Phase(RequestQuery query, string word)
    {
        if (PhaseNames.TryParse(word) is { } phase) return phase;
        query.Refuse("state", $"'{word}' is not one of {string.Join(", ", PhaseNames.All)}");
        return default;
    }
}
