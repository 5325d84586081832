using System.Collections.Immutable;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/queue, and what puts tasks into it and takes them out.</summary>
internal sealed class QueueEndpoints(Board board, BoardEndpoints look, RunEndpoints runs)
{
    private const string Actor = "api";

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/queue", ShowAsync);
        routes.MapPatch("/queue", EditAsync);
        routes.MapPost("/queue/pause", PauseAsync);
        routes.MapPost("/queue/resume", context => SetAsync(context, state => state.Resumed() with { IsDraining = false }));
        routes.MapPost("/queue/drain", context => SetAsync(context, state => state with { IsDraining = true }));
        routes.MapPost("/queue/reorder", ReorderAsync);
        routes.MapGet("/queue/explain", ExplainAsync);
        routes.MapPost("/tasks/{id}/queue", QueueAsync);
        routes.MapPost("/tasks/{id}/retry", QueueAsync);
        routes.MapPost("/tasks/{id}/dequeue", DequeueAsync);
        routes.MapPost("/tasks/bulk", BulkAsync);
    }

    private Task ShowAsync(HttpContext context) => Answers.WriteAsync(context, board.Database.Read(look.Queue), AnswerJson.Default.QueueAnswer);

    private async Task EditAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, "capacity").ConfigureAwait(false);
        long? capacity = body.Number("capacity", 1, 1000);
        bool isSent = body.Has("capacity");
        body.ThrowIfWrong();
        await SetAsync(context, state => isSent ? state with { Capacity = (int?)capacity } : state, isRead: true).ConfigureAwait(false);
    }

    private async Task PauseAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, "reason", "untilMs").ConfigureAwait(false);
        string? reason = body.Text("reason", 500);
        long? until = body.Number("untilMs", 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        body.ThrowIfWrong();
        DateTimeOffset? end = until is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
        await SetAsync(context, state => state with { IsPaused = true, Reason = reason, Until = end, Cause = "user" }, isRead: true).ConfigureAwait(false);
    }

    private async Task SetAsync(HttpContext context, Func<Queues.QueueState, Queues.QueueState> change, bool isRead = false)
    {
        if (!isRead) (await RequestBody.ReadAsync(context).ConfigureAwait(false)).ThrowIfWrong();
        await board.SetQueueAsync(change).ConfigureAwait(false);
        await ShowAsync(context).ConfigureAwait(false);
    }

    private async Task ReorderAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, "ids").ConfigureAwait(false);
        ImmutableArray<string> ids = body.List("ids", 10_000, 32) ?? [];
        long?[] seqs = [.. ids.Select(id => TaskIds.TryParse(id))];
        if (ids.IsEmpty || seqs.Contains(null)) body.Refuse("ids", "is not a list of task ids");
        body.ThrowIfWrong();
        if (!await board.ReorderAsync([.. seqs.Select(seq => seq!.Value)]).ConfigureAwait(false))
            throw new ProblemException(new Problem(409, "invalid-state", "Not possible in this state", "Not all of these tasks are in the queue.") { Allowed = ["queued", "blocked"] });
        await ExplainAsync(context).ConfigureAwait(false);
    }

    private Task ExplainAsync(HttpContext context)
    {
        int position = 0;
        ExplainAnswer[] explained = board.Database.Read(session => board.Explain(session)
            .Select(one => new ExplainAnswer(one.Task.Id, ++position, one.Hindrance is null, one.Hindrance?.Code, one.Hindrance?.Text, one.Task.NotBefore)).ToArray());
        return Answers.WriteAsync(context, explained, AnswerJson.Default.ExplainAnswerArray);
    }

    private async Task QueueAsync(HttpContext context)
    {
        (await RequestBody.ReadAsync(context).ConfigureAwait(false)).ThrowIfWrong();
        long seq = Answers.TaskSeq(context);
        Answers.ThrowIfRefused(context, await board.QueueAsync(seq, Intent.User, Actor).ConfigureAwait(false));
        await Answers.WriteAsync(context, new QueuedAnswer("queued", TaskIds.Of(seq), runs.Position(seq)), AnswerJson.Default.QueuedAnswer).ConfigureAwait(false);
    }

    private async Task DequeueAsync(HttpContext context)
    {
        (await RequestBody.ReadAsync(context).ConfigureAwait(false)).ThrowIfWrong();
        Outcome outcome = await board.ApplyAsync(Answers.TaskSeq(context), new TaskEvent.DequeueAsked(), Intent.User, Actor).ConfigureAwait(false);
        Answers.ThrowIfRefused(context, outcome);
        await Answers.WriteAsync(context, TaskAnswer.Of(outcome.Task!, outcome.Run), AnswerJson.Default.TaskAnswer).ConfigureAwait(false);
    }

    private async Task BulkAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, "ids", "action").ConfigureAwait(false);
        ImmutableArray<string> ids = body.List("ids", 1000, 32) ?? [];
        string action = body.Word("action", "queue", "dequeue", "approve", "archive", "delete") ?? "";
        if (ids.IsEmpty) body.Refuse("ids", "is missing");
        if (action.Length == 0) body.Refuse("action", "is missing");
        body.ThrowIfWrong();
        var answers = new List<BulkAnswer>();
        foreach (string id in ids)
        {
            if (TaskIds.TryParse(id) is not { } seq)
            {
                answers.Add(new BulkAnswer(id, 404, $"There is no task {id}"));
                continue;
            }
            Outcome outcome = action switch
            {
                "queue" => await board.QueueAsync(seq, Intent.User, Actor).ConfigureAwait(false),
                "delete" => await board.DeleteAsync(seq, static _ => true).ConfigureAwait(false),
                "dequeue" => await board.ApplyAsync(seq, new TaskEvent.DequeueAsked(), Intent.User, Actor).ConfigureAwait(false),
                "approve" => await board.ApplyAsync(seq, new TaskEvent.Approved(), Intent.User, Actor).ConfigureAwait(false),
                _ => await board.ApplyAsync(seq, new TaskEvent.ArchiveAsked(), Intent.User, Actor).ConfigureAwait(false),
            };
            answers.Add(outcome.Task is null ? new BulkAnswer(id, 404, $"There is no task {id}") : new BulkAnswer(id, outcome.Refusal is null ? 200 : 409, outcome.Refusal?.Text));
        }
        await Answers.WriteAsync(context, [.. answers], AnswerJson.Default.BulkAnswerArray).ConfigureAwait(false);
    }
}
