using System.Net.WebSockets;
using Drover.Server.Logs;
using Drover.Server.Runs;
using Drover.Server.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/ws: logs as they are written.</summary>
internal sealed class SocketEndpoints(Board board, Supervisor supervisor, int keptLines, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ws/logs/{id}", context => AcceptAsync(context, (socket, id) => socket.ShowTaskAsync(id)));
        routes.MapGet("/ws/runs/{id}", context => AcceptAsync(context, (socket, id) => socket.ShowRunAsync(id)));
    }

    private async Task AcceptAsync(HttpContext context, Func<LogSocket, string, Task> show)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            throw new ProblemException(new Problem(426, "upgrade-required", "A WebSocket is needed", $"{context.Request.Path} speaks WebSocket only; over plain HTTP use /api/runs/…/logs/stream."));
        var query = new RequestQuery(context, "after", "tail", "streams", "ticket");
        var choice = new ViewChoice { After = query.Number("after", 0, long.MaxValue), Tail = (int)(query.Number("tail", 0, int.MaxValue) ?? keptLines) };
        if (query.Text("streams") is { } text)
        {
            if (StreamNames.TryParse(text) is { } streams) choice = choice with { Streams = streams };
            else query.Refuse("streams", "is not a list of stdout, stderr, terminal");
        }
        using WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using var viewer = new ViewerConnection(accepted);
        try
        {
            query.ThrowIfWrong();
            using var socket = new LogSocket(board, supervisor, viewer, choice, time, stopping);
            await show(socket, (string)context.Request.RouteValues["id"]!).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            using var frames = new LogFrames(time);
            await viewer.SendAsync(frames.Error("invalid_request", e.Problem.Detail)).ConfigureAwait(false);
            await viewer.CloseAsync(WebSocketCloseStatus.PolicyViolation, "invalid request").ConfigureAwait(false);
        }
    }
}
