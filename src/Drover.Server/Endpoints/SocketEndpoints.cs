using System.Net.WebSockets;
using Drover.Server.Logs;
using Drover.Server.Runs;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/ws: logs as they are written.</summary>
internal sealed class SocketEndpoints(Board board, BoardEndpoints look, Supervisor supervisor, int keptLines, ViewerBook viewers, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ws/logs/{id}", context => ShowLogAsync(context, (view, id) => view.ShowTaskAsync(id)));
        routes.MapGet("/ws/runs/{id}", context => ShowLogAsync(context, (view, id) => view.ShowRunAsync(id)));
        routes.MapGet("/ws/board", ShowBoardAsync);
    }

    private Task ShowBoardAsync(HttpContext context)
    {
        var query = new RequestQuery(context, "afterRev", "ticket");
        long? after = query.Number("afterRev", 0, long.MaxValue);
        return AcceptAsync(context, query, viewer => new BoardSocket(board, look, viewer, stopping).ShowAsync(after));
    }

    private Task ShowLogAsync(HttpContext context, Func<LogView, string, Task> show)
    {
        var query = new RequestQuery(context, "after", "tail", "streams", "ticket");
        var choice = new ViewChoice { After = query.Number("after", 0, long.MaxValue), Tail = (int)(query.Number("tail", 0, int.MaxValue) ?? keptLines) };
        if (query.Text("streams") is { } text)
        {
            if (StreamNames.TryParse(text) is { } streams) choice = choice with { Streams = streams };
            else query.Refuse("streams", "is not a list of stdout, stderr, terminal");
        }
        return AcceptAsync(context, query, async viewer =>
        {
            using var view = new LogView(board, supervisor, viewer, viewers, choice, time, stopping);
            await show(view, (string)context.Request.RouteValues["id"]!).ConfigureAwait(false);
        });
    }

    private async Task AcceptAsync(HttpContext context, RequestQuery query, Func<IViewer, Task> show)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            throw new ProblemException(new Problem(426, "upgrade-required", "A WebSocket is needed", $"{context.Request.Path} speaks WebSocket only; over plain HTTP use /api/runs/…/logs/stream."));
        using WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using var viewer = new SocketViewer(accepted);
        try
        {
            query.ThrowIfWrong();
            await show(viewer).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            using var frames = new LogFrames(time);
            await viewer.SendAsync(frames.Error("invalid_request", e.Problem.Detail)).ConfigureAwait(false);
            await viewer.CloseAsync(ViewEnd.Refused, "invalid request").ConfigureAwait(false);
        }
    }
}
