using Drover.Server.Hosting;
using Drover.Server.Queues;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/board: everything that the board's first look needs, in one answer.</summary>
internal sealed class BoardEndpoints(Board board, ServerSettings settings, TimeProvider time)
{
    private const int CardsOfLane = 50;
    private const string PlaceOrder = "position";
    // What is done is looked at from its newest.
    private const string DoneOrder = "-updated";

    // Lanes that are shown though they are empty; the others only when used.
    private static readonly (TaskLane Lane, string Title, bool IsAlways)[] s_columns =
    [
        (TaskLane.Todo, "Todo", true), (TaskLane.Blocked, "Blocked", false), (TaskLane.Queued, "Queued", true), (TaskLane.Running, "Running", true),
        (TaskLane.Stopping, "Stopping", false), (TaskLane.Review, "Review", true), (TaskLane.Done, "Done", true), (TaskLane.Failed, "Failed", false),
    ];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/board", ShowAsync);

    /// <summary>The queue as it is now.</summary>
    public QueueAnswer Queue(DatabaseSession session) => Queue(session, TaskTable.Count(session));

    private Task ShowAsync(HttpContext context)
    {
        new RequestQuery(context).ThrowIfWrong();
        // Before the look: what happens after it is in both.
        long rev = board.Feed.Rev;
        string tag = $"\"{settings.InstanceId}-{rev}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.Contains(tag))
        {
            context.Response.StatusCode = 304;
            return Task.CompletedTask;
        }
        return Answers.WriteAsync(context, board.Database.Read(session => Look(session, rev)), AnswerJson.Default.BoardAnswer);
    }

    private QueueAnswer Queue(DatabaseSession session, Dictionary<string, long> counts)
    {
        SlotUse slots = board.Slots(session, out _);
        QueueState state = board.State(session);
        long waiting = counts.GetValueOrDefault(LaneNames.Of(TaskLane.Queued)) + counts.GetValueOrDefault(LaneNames.Of(TaskLane.Blocked));
        return new QueueAnswer(slots.Capacity, slots.TaskIds.Length, slots.TaskIds, waiting, state.IsPaused, state.Reason, state.Until, state.IsDraining, state.Cause,
            state is { IsPaused: true, Until: { } until } ? Math.Max(0, (long)(until - time.GetUtcNow()).TotalMilliseconds) : null);
    }

    private BoardAnswer Look(DatabaseSession session, long rev)
    {
        Dictionary<string, long> counts = TaskTable.Count(session);
        var columns = new List<ColumnAnswer>();
        var cards = new List<TaskAnswer>();
        foreach ((TaskLane lane, string title, bool isAlways) in s_columns)
        {
            long count = counts.GetValueOrDefault(LaneNames.Of(lane));
            if (count == 0 && !isAlways) continue;
            string? next = null;
            if (count > 0 && new TaskFilter { Lanes = [lane], Sort = lane == TaskLane.Done ? DoneOrder : PlaceOrder }.Find(session, CardsOfLane, null, count) is var (tasks, cursor, _))
            {
                cards.AddRange(TaskEndpoints.Cards(session, tasks));
                next = cursor;
            }
            columns.Add(new ColumnAnswer(LaneNames.Of(lane), title, count, next));
        }
        Dictionary<string, long> all = LaneNames.All.ToDictionary(name => name, name => counts.GetValueOrDefault(name));
        return new BoardAnswer(new BoardMeta(rev, settings.Workspace, ProductVersion.Text), columns, all, Queue(session, counts), cards);
    }
}
