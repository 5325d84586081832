using Drover.Server.Hosting;
using Drover.Server.Runs;
using Drover.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>What concerns the server itself: its version, what it found when it started, its end.</summary>
internal sealed class SystemEndpoints(ShutdownDesk shutdown, Func<RecoveryReport> recovery, IDatabase database, string state, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/version", context => Answers.WriteAsync(context, new VersionAnswer("drover-server", ProductVersion.Text, "v1"), AnswerJson.Default.VersionAnswer));
        routes.MapGet("/recovery", context => Answers.WriteAsync(context, recovery(), AnswerJson.Default.RecoveryReport));
        routes.MapGet("/system", ShowAsync);
        routes.MapPost("/shutdown", StopAsync);
    }

    private Task ShowAsync(HttpContext context)
    {
        new RequestQuery(context).ThrowIfWrong();
        (long runs, long bytes) = database.Read(session => session.Query(
            "SELECT count(*) AS runs, CAST(COALESCE(sum(log_bytes), 0) AS BIGINT) AS bytes FROM run WHERE pruned_at IS NULL AND durable_id IS NOT NULL",
            row => (row.Number("runs"), row.Number("bytes")))[0]);
        long? size = database is SqliteDatabase ? new DirectoryInfo(Path.Combine(state, "server")).GetFiles("board.db*").Sum(file => file.Length) : null;
        return Answers.WriteAsync(
            context,
            new SystemAnswer(_startedAt, Environment.ProcessId, Environment.WorkingSet, state, size, runs, bytes, new DriveInfo(state).AvailableFreeSpace),
            AnswerJson.Default.SystemAnswer);
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
