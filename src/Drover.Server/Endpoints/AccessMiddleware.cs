using System.Net.WebSockets;
using Drover.Server.Access;
using Drover.Server.Logs;
using Microsoft.AspNetCore.Http;

namespace Drover.Server.Endpoints;

/// <summary>Asks the gate for every request. A WebSocket that may not come in is told so on the socket: a browser shows nothing of an HTTP error.
/// The page is open to all who would be let in with a token: it is where they are asked for it, and nothing of the board is in it.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, AccessGate gate, TimeProvider time, Func<HttpRequest, bool> isPage)
{
    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        AccessGate.AddHeaders(context.Response.Headers);
        Problem? problem = gate.Check(context);
        bool isRefused = problem is not null && !(problem.Status == 401 && (AccessEndpoints.IsLogin(context) || isPage(context.Request)));
        if (!isRefused)
        {
            await next(context).ConfigureAwait(false);
            return;
        }
        if (problem!.Status != 401 || !context.WebSockets.IsWebSocketRequest) throw new ProblemException(problem);
        using WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using var viewer = new SocketViewer(accepted);
        using var frames = new LogFrames(time);
        await viewer.SendAsync(frames.Error("token_needed", problem.Detail)).ConfigureAwait(false);
        await viewer.CloseAsync(ViewEnd.TokenNeeded, "token needed").ConfigureAwait(false);
    }
}
