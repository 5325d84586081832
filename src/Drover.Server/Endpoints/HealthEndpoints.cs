using Drover.Server.Queues;
using Drover.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/healthz: the server lives. /readyz: it can do its work.</summary>
internal sealed class HealthEndpoints(IDatabase database, Dispatcher dispatcher, string state)
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
        if (dispatcher.Trouble is { } stuck) problems.Add(stuck);
        if (Disk() is { } full) problems.Add(full);
        var answer = new HealthAnswer(problems.Count == 0 ? "ok" : "degraded", problems);
        await Answers.WriteAsync(context, answer, AnswerJson.Default.HealthAnswer, problems.Count == 0 ? 200 : 503).ConfigureAwait(false);
    }

    // Where logs are written: the database may have room within its file when they have none.
    private string? Disk()
    {
        string probe = Path.Combine(state, $".ready-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(probe, new byte[4096]);
            File.Delete(probe);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The state directory {state} can't be written: {e.Message} Make room, or give this user the right to write to it.";
        }
    }
}
