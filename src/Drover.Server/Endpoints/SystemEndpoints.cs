using Drover.Server.Hosting;
using Drover.Server.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>What concerns the server itself: its version, what it found when it started, its end.</summary>
internal sealed class SystemEndpoints(ShutdownDesk shutdown, Func<RecoveryReport> recovery)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/version", context => Answers.WriteAsync(context, new VersionAnswer("drover-server", ProductVersion.Text, "v1"), AnswerJson.Default.VersionAnswer));
        routes.MapGet("/recovery", context => Answers.WriteAsync(context, recovery(), AnswerJson.Default.RecoveryReport));
        routes.MapPost("/shutdown", StopAsync);
    }

    private async Task StopAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, "mode", "graceMs").ConfigureAwait(false);
        string mode = body.Word("mode", "stop", "leave", "drain") ?? "stop";
        long? grace = body.Number("graceMs", 0, 3_600_000);
        body.ThrowIfWrong();
        await Answers.WriteAsync(context, new ShutdownAnswer("stopping", mode), AnswerJson.Default.ShutdownAnswer, 202).ConfigureAwait(false);
        ShutdownMode chosen = mode switch { "leave" => ShutdownMode.Leave, "drain" => ShutdownMode.Drain, _ => ShutdownMode.Stop };
        shutdown.Ask(new ShutdownRequest(chosen, grace is { } ms ? TimeSpan.FromMilliseconds(ms) : null));
    }
}
