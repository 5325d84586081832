using System.Collections.Immutable;
using Drover.Server.Logs;
using Drover.Server.Queues;
using Drover.Server.Runs;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/tasks: what people write on the board.</summary>
internal sealed class TaskEndpoints(Board board, Supervisor supervisor, int keptLines)
{
    /// <summary>The greatest page of a list.</summary>
    public const int MaxPage = 200;

    private static readonly string[] s_fields =
        ["title", "context", "docsPath", "priority", "profile", "labels", "timeoutMs", "idleTimeoutMs", "env", "onFailure", "maxAttempts", "backoffMs", "dependsOn"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tasks", ListAsync);
        routes.MapPost("/tasks", CreateAsync);
        routes.MapGet("/tasks/{id}", ShowAsync);
        routes.MapPatch("/tasks/{id}", context => EditAsync(context, isWhole: false));
        routes.MapPut("/tasks/{id}", context => EditAsync(context, isWhole: true));
        routes.MapDelete("/tasks/{id}", DeleteAsync);
    }

    /// <summary>A task with its newest run, without lines of output.</summary>
    public static TaskAnswer Answer(Storage.DatabaseSession session, BoardTask task) =>
        TaskAnswer.Of(task, task.LastRunId is { } id ? RunTable.Find(session, id) : null);

    private Task ListAsync(HttpContext context)
    {
        var query = new RequestQuery(context, "status", "label", "q", "priority", "sort", "limit", "cursor");
        var filter = new TaskFilter
        {
            Lanes = Lanes(query),
            Label = query.Text("label"),
            Text = query.Text("q"),
            Priority = (int?)query.Number("priority", int.MinValue, int.MaxValue),
            Sort = query.Text("sort") ?? "position",
        };
        if (!TaskFilter.IsSort(filter.Sort)) query.Refuse("sort", $"is not one of {string.Join(", ", TaskFilter.Sorts)}, with or without a '-' before it");
        int limit = (int)(query.Number("limit", 1, MaxPage) ?? 50);
        query.ThrowIfWrong();
        Page<TaskAnswer>? page = board.Database.Read(session => filter.Find(session, limit, query.Text("cursor")) is var (tasks, next, total)
            ? new Page<TaskAnswer>([.. tasks.Select(task => Answer(session, task))], next, total)
            : null);
        return page is null
            ? throw new ProblemException(Problem.Invalid("'cursor' is not one that this list has given.", ("cursor", "is not one that this list has given")))
            : Answers.WriteAsync(context, page, AnswerJson.Default.PageTaskAnswer);
    }

    private async Task CreateAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, s_fields).ConfigureAwait(false);
        BoardTask draft = Fill(new BoardTask { Title = "" }, body, isWhole: true);
        CheckProfile(body, draft.Profile);
        BoardTask task = await CheckedAsync(() => board.CreateAsync(draft)).ConfigureAwait(false);
        context.Response.Headers.Location = $"/api/tasks/{task.Id}";
        context.Response.Headers.ETag = Answers.ETag(task.Rev);
        await Answers.WriteAsync(context, TaskAnswer.Of(task, null, []), AnswerJson.Default.TaskAnswer, 201).ConfigureAwait(false);
    }

    private Task ShowAsync(HttpContext context)
    {
        long seq = Answers.TaskSeq(context);
        (BoardTask task, BoardRun? run) = board.Database.Read(session =>
            TaskTable.Find(session, seq) is { } found ? (found, found.LastRunId is { } id ? RunTable.Find(session, id) : null) : default);
        return task is null ? throw new ProblemException(Answers.NoTask(TaskIds.Of(seq))) : WriteAsync(context, task, run);
    }

    private async Task EditAsync(HttpContext context, bool isWhole)
    {
        long seq = Answers.TaskSeq(context);
        RequestBody body = await RequestBody.ReadAsync(context, [.. s_fields, "status"]).ConfigureAwait(false);
        TaskLane? to = body.Word("status", LaneNames.All) is { } word ? LaneNames.TryParse(word) : null;
        // Read once without a task, so that what is wrong is said before anything is looked up.
        CheckProfile(body, Fill(new BoardTask { Title = "-" }, body, isWhole).Profile);
        Outcome outcome = await CheckedAsync(() => board.EditAsync(seq, task => Fill(task, body, isWhole), Answers.IfMatch(context), to)).ConfigureAwait(false);
        Answers.ThrowIfRefused(context, outcome);
        await WriteAsync(context, outcome.Task!, outcome.Run).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        Outcome outcome = await board.DeleteAsync(Answers.TaskSeq(context), Answers.IfMatch(context)).ConfigureAwait(false);
        Answers.ThrowIfRefused(context, outcome);
        context.Response.StatusCode = 204;
    }

    private Task WriteAsync(HttpContext context, BoardTask task, BoardRun? run)
    {
        context.Response.Headers.ETag = Answers.ETag(task.Rev);
        IReadOnlyList<string> lines = task.CurrentRunId is not null && run?.DurableId is { } durable ? LogTail.Read(supervisor.Store, durable, keptLines) : task.LastLines;
        return Answers.WriteAsync(context, TaskAnswer.Of(task, run, lines), AnswerJson.Default.TaskAnswer);
    }

    private void CheckProfile(RequestBody body, string? name)
    {
        if (name is null || board.Database.Read(session => board.Profiles.Find(session, name)) is not null) return;
        body.Refuse("profile", $"names '{name}', which does not exist; known are {string.Join(", ", board.Database.Read(board.Profiles.All).Select(profile => profile.Name))}");
        body.ThrowIfWrong();
    }

    private static async Task<T> CheckedAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write().ConfigureAwait(false);
        }
        catch (DependencyException e)
        {
            throw new ProblemException(Problem.Invalid($"'dependsOn' {e.Message}.", ("dependsOn", e.Message)));
        }
    }

    private static ImmutableArray<TaskLane> Lanes(RequestQuery query)
    {
        ImmutableArray<TaskLane>.Builder lanes = ImmutableArray.CreateBuilder<TaskLane>();
        foreach (string word in (query.Text("status") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (LaneNames.TryParse(word) is { } lane) lanes.Add(lane);
            else query.Refuse("status", $"'{word}' is not one of {string.Join(", ", LaneNames.All)}");
        }
        return lanes.ToImmutable();
    }

    /// <summary>Puts what was sent into a task. A whole one has its defaults where nothing was sent; otherwise that stays as it is.</summary>
    private static BoardTask Fill(BoardTask task, RequestBody body, bool isWhole)
    {
        BoardTask was = isWhole ? new BoardTask { Title = "" } : task;
        bool Sent(string field) => isWhole || body.Has(field);
        TaskSettings settings = was.Settings;
        BoardTask filled = task with
        {
            Title = Sent("title") ? body.Text("title", 500, isRequired: true, mayBeEmpty: false) ?? "" : was.Title,
            Context = Sent("context") ? body.Text("context", 1_000_000) ?? "" : was.Context,
            DocsPath = Sent("docsPath") ? body.Text("docsPath", 4096) : was.DocsPath,
            Priority = Sent("priority") ? (int)(body.Number("priority", -1000, 1000) ?? 0) : was.Priority,
            Profile = Sent("profile") ? body.Text("profile", 100, mayBeEmpty: false) : was.Profile,
            Labels = Sent("labels") ? body.List("labels", 50, 100) ?? [] : was.Labels,
            Settings = settings with
            {
                TimeoutMs = Sent("timeoutMs") ? body.Number("timeoutMs", 1, (long)TimeSpan.FromDays(365).TotalMilliseconds) : settings.TimeoutMs,
                IdleTimeoutMs = Sent("idleTimeoutMs") ? body.Number("idleTimeoutMs", 1, (long)TimeSpan.FromDays(365).TotalMilliseconds) : settings.IdleTimeoutMs,
                Env = Sent("env") ? body.Texts("env") ?? ImmutableSortedDictionary<string, string>.Empty : settings.Env,
                OnFailure = Sent("onFailure") ? body.Word("onFailure", "todo", "failed", "retry") : settings.OnFailure,
                MaxAttempts = Sent("maxAttempts") ? (int?)body.Number("maxAttempts", 1, 1000) : settings.MaxAttempts,
                BackoffMs = Sent("backoffMs") ? body.Number("backoffMs", 1, 86_400_000) : settings.BackoffMs,
                DependsOn = Sent("dependsOn") ? body.List("dependsOn", 100, 32) ?? [] : settings.DependsOn,
            },
        };
        body.ThrowIfWrong();
        return filled;
    }
}
