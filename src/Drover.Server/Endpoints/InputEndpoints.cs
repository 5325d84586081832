using System.Text;
using Drover.Engine;
using Drover.Engine.Terminals;
using Drover.Runs;
using Drover.Server.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>What goes into runs: the prompt that was given, input, and the size of the terminal.</summary>
internal sealed class InputEndpoints(Supervisor supervisor, RunEndpoints runs, RunSpecs specs, TimeProvider time)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs/{runId}/prompt", PromptAsync);
        routes.MapPost("/runs/{runId}/input", InputAsync);
        routes.MapPost("/runs/{runId}/resize", ResizeAsync);
    }

    private async Task PromptAsync(HttpContext context)
    {
        BoardRun run = runs.Find(context);
        new RequestQuery(context).ThrowIfWrong();
        string text;
        try
        {
            text = await File.ReadAllTextAsync(specs.PromptPath(run.Id), context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ProblemException(new Problem(410, "prompt-gone", "The prompt was removed", $"The prompt of run {run.Id} is not there any more, or was never written."));
        }
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task InputAsync(HttpContext context)
    {
        BoardRun run = runs.Find(context);
        RequestBody body = await RequestBody.ReadAsync(context, "text", "base64", "end").ConfigureAwait(false);
        byte[] bytes = Encoding.UTF8.GetBytes(body.Text("text", RunInput.GreatestInput) ?? "");
        if (body.Text("base64", 2 * RunInput.GreatestInput) is { } coded)
        {
            byte[] decoded = new byte[coded.Length];
            if (bytes.Length > 0) body.Refuse("base64", "and text exclude each other");
            else if (Convert.TryFromBase64String(coded, decoded, out int count)) bytes = decoded[..count];
            else body.Refuse("base64", "is not base64");
        }
        bool isEnd = body.Flag("end") ?? false;
        if (bytes.Length > RunInput.GreatestInput) body.Refuse("text", $"has {bytes.Length} bytes; at most {RunInput.GreatestInput} are taken at once");
        body.ThrowIfWrong();
        await WriteAsync(context, run, run.Rules.Stdin is "pipe" or "pty", bytes, isEnd, null).ConfigureAwait(false);
    }

    private async Task ResizeAsync(HttpContext context)
    {
        BoardRun run = runs.Find(context);
        RequestBody body = await RequestBody.ReadAsync(context, "columns", "rows").ConfigureAwait(false);
        long? columns = body.Number("columns", 1, 1000), rows = body.Number("rows", 1, 1000);
        if (columns is null && !body.Has("columns")) body.Refuse("columns", "is missing");
        if (rows is null && !body.Has("rows")) body.Refuse("rows", "is missing");
        body.ThrowIfWrong();
        var size = new TerminalSize((int)(columns ?? 80), (int)(rows ?? 24));
        await WriteAsync(context, run, run.Rules.Stdin == "pty", [], false, size).ConfigureAwait(false);
    }

    private async Task WriteAsync(HttpContext context, BoardRun run, bool isPossible, byte[] bytes, bool isEnd, TerminalSize? size)
    {
        if (!isPossible)
        {
            throw new ProblemException(new Problem(409, size is null ? "no-input" : "no-terminal", "The run takes nothing of the kind",
                $"The standard input of run {run.Id} is '{run.Rules.Stdin}'. {(size is null ? "Only runs whose profile has the stdin 'pipe' or 'pty' take input." : "Only runs whose profile has the stdin 'pty' have a terminal.")}"));
        }
        try
        {
            using Run? durable = run.DurableId is { } id && run.Phase.IsLive() ? supervisor.Store.TryOpenId(id) : null;
            if (durable is null) throw NotRunning(run);
            if (!await RunInput.WriteAsync(durable, bytes, isEnd, size, time).ConfigureAwait(false))
                throw new ProblemException(new Problem(409, "input-full", "The run does not read its input", $"Run {run.Id} has not read what was written to it before. Send it again later."));
        }
        catch (Exception e) when (e is IOException or SystemCallException)
        {
            throw NotRunning(run);
        }
        context.Response.StatusCode = 204;
    }

    private static ProblemException NotRunning(BoardRun run) => new(new Problem(409, "not-running", "Nothing is running", $"Run {run.Id} has ended, or has not been started yet: nobody takes input."));
}
