using System.Collections.Immutable;
using Drover.Server.Hosting;
using Drover.Server.Logs;
using Drover.Server.Queues;
using Drover.Server.Runs;
using Drover.Server.Tasks;
using Drover.Server.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/tasks: what people write on the board.</summary>
internal sealed class TaskEndpoints(Board board, Supervisor supervisor, ServerSettings settings)
{
    /// <summary>The greatest page of a list.</summary>
    public const int MaxPage = 200;

    /// <summary>What people write into a task.</summary>
    public static readonly string[] Fields =
        ["title", "context", "docsPath", "priority", "profile", "labels", "timeoutMs", "idleTimeoutMs", "env", "onFailure", "maxAttempts", "backoffMs", "dependsOn", "workspace"];

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

    /// <summary>The cards of tasks, with their newest runs.</summary>
    public static IEnumerable<TaskAnswer> Cards(Storage.DatabaseSession session, IReadOnlyList<BoardTask> tasks)
    {
        Dictionary<string, RunSummary> runs = RunSummary.LastOf(session, tasks);
        return tasks.Select(task => TaskAnswer.Card(task, task.LastRunId is { } id ? runs.GetValueOrDefault(id) : null));
    }

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
            ? new Page<TaskAnswer>([.. Cards(session, tasks)], next, total)
            : null);
        return page is null
            ? throw new ProblemException(Problem.Invalid("'cursor' is not one that this list has given.", ("cursor", "is not one that this list has given")))
            : Answers.WriteAsync(context, page, AnswerJson.Default.PageTaskAnswer);
    }

    private async Task CreateAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, Fields).ConfigureAwait(false);
        BoardTask draft = Fill(new BoardTask { Title = "" }, body, isWhole: true);
        Check(body, draft);
        BoardTask task = await CheckedAsync(() => board.CreateAsync(draft)).ConfigureAwait(false);
        context.Response.Headers.Location = $"/api/tasks/{task.Id}";
        context.Response.Headers.ETag = Answers.ETag(task.Rev);
        await Answers.WriteAsync(context, TaskAnswer.Of(task, (RunSummary?)null, []), AnswerJson.Default.TaskAnswer, 201).ConfigureAwait(false);
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
        RequestBody body = await RequestBody.ReadAsync(context, [.. Fields, "status"]).ConfigureAwait(false);
        TaskLane? to = body.Word("status", LaneNames.All) is { } word ? LaneNames.TryParse(word) : null;
        // Read once without a task, so that what is wrong is said before anything is looked up.
        Check(body, Fill(new BoardTask { Title = "-" }, body, isWhole));
        Outcome outcome = await CheckedAsync(() => board.EditAsync(seq, task => Fill(task, body, isWhole), Answers.IfMatch(context), to)).ConfigureAwait(false);
        Answers.ThrowIfRefused(context, outcome);
        await WriteAsync(context, outcome.Task!, outcome.Run).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        long seq = Answers.TaskSeq(context);
        var query = new RequestQuery(context, "worktree");
        if (query.Text("worktree") is not (null or "keep")) query.Refuse("worktree", "is not keep");
        query.ThrowIfWrong();
        bool isKept = query.Text("worktree") == "keep";
        if (!isKept && board.Database.Read(session => TaskTable.Find(session, seq)) is { CurrentRunId: null } task && await supervisor.WorktreeChangesAsync(task).ConfigureAwait(false) is { } changes)
            throw new ProblemException(new Problem(409, "worktree-has-changes", "The task's worktree has changes", $"{changes}. Commit them, remove them, or repeat the request with ?worktree=keep to leave the directory as it is."));
        Outcome outcome = await board.DeleteAsync(seq, Answers.IfMatch(context)).ConfigureAwait(false);
        Answers.ThrowIfRefused(context, outcome);
        if (!isKept) await supervisor.RemoveWorktreeAsync(outcome.Task!).ConfigureAwait(false);
        context.Response.StatusCode = 204;
    }

    private Task WriteAsync(HttpContext context, BoardTask task, BoardRun? run)
    {
        context.Response.Headers.ETag = Answers.ETag(task.Rev);
        IReadOnlyList<string> lines = task.CurrentRunId is not null && run?.DurableId is { } durable ? LogTail.Read(supervisor.Store, durable, settings.MaxLogLines) : task.LastLines;
        return Answers.WriteAsync(context, TaskAnswer.Of(task, run, lines), AnswerJson.Default.TaskAnswer);
    }

    /// <summary>Reads the template of a schedule's tasks; null when there is none.</summary>
    public BoardTask? Template(RequestBody? body)
    {
        if (body is null) return null;
        BoardTask template = Fill(new BoardTask { Title = "" }, body, isWhole: true);
        Check(body, template);
        return template;
    }

    private void Check(RequestBody body, BoardTask task)
    {
        if (task.Profile is { } name && board.Database.Read(session => board.Profiles.Find(session, name)) is null)
            body.Refuse("profile", $"names '{name}', which does not exist; known are {string.Join(", ", board.Database.Read(board.Profiles.All).Select(profile => profile.Name))}");
        if (task.Settings.Workspace is { } place && board.Database.Read(session => WorkspaceTable.Find(session, place, settings.Workspace)) is null)
            body.Refuse("workspace", $"names '{place}', which does not exist; known are {string.Join(", ", board.Database.Read(session => WorkspaceTable.All(session, settings.Workspace)).Select(one => one.Name))}");
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
                Workspace = Sent("workspace") ? body.Text("workspace", 64, mayBeEmpty: false) : settings.Workspace,
                DependsOn = Sent("dependsOn") ? body.List("dependsOn", 100, 32) ?? [] : settings.DependsOn,
            },
        };
        body.ThrowIfWrong();
        return filled;
    }
}
