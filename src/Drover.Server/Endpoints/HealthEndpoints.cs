using Drover.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/healthz: the server lives. /readyz: it can do its work.</summary>
internal sealed class HealthEndpoints(IDatabase database)
{
    /// <summary>Adds the routes that stand outside /api.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", context => Answers.WriteAsync(context, new HealthAnswer("ok", []), AnswerJson.Default.HealthAnswer));
        routes.MapGet("/readyz", ReadyAsync);
    }

    private async Task ReadyAsync(HttpContext context)
    {
        var problems = new List<string>();
        if (await database.ProbeAsync().ConfigureAwait(false) is { } trouble) problems.Add(trouble);
        var answer = new HealthAnswer(problems.Count == 0 ? "ok" : "degraded", problems);
        await Answers.WriteAsync(context, answer, AnswerJson.Default.HealthAnswer, problems.Count == 0 ? 200 : 503).ConfigureAwait(false);
    }
}
