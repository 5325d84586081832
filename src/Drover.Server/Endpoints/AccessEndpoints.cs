using Drover.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/login and /api/tickets: a browser's way to show the token.</summary>
internal sealed class AccessEndpoints(AccessGate gate, Passes passes, TimeProvider time)
{
    /// <summary>The path that is open to those who have no pass yet.</summary>
    public static bool IsLogin(HttpContext context) => context.Request.Path.Value is "/api/login" or "/api/v1/login";

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/login", LogInAsync);
        routes.MapPost("/logout", LogOut);
        routes.MapPost("/tickets", context => Answers.WriteAsync(
            context, new TicketAnswer(passes.IssueTicket(), time.GetUtcNow() + Passes.TicketLife), AnswerJson.Default.TicketAnswer, 201));
    }

    private async Task LogInAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, "token").ConfigureAwait(false);
        string given = body.Text("token", 4096, isRequired: true) ?? "";
        body.ThrowIfWrong();
        if (!gate.IsToken(given)) throw new ProblemException(new Problem(401, "wrong-token", "This is not the token", "The token is the one that the server was started with (DROVER_TOKEN or DROVER_TOKEN_FILE)."));
        context.Response.Cookies.Append(AccessGate.Cookie, passes.OpenSession(), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = Passes.SessionLife,
        });
        context.Response.StatusCode = 204;
    }

    private Task LogOut(HttpContext context)
    {
        if (context.Request.Cookies[AccessGate.Cookie] is { } session) passes.CloseSession(session);
        context.Response.Cookies.Delete(AccessGate.Cookie);
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}
