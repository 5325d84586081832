using Drover.Runs;
using Drover.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Drover.Server.Endpoints;

/// <summary>Makes a problem of every error, ours and the framework's, and echoes the request's id.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, TextWriter log)
{
    private const int GreatestId = 64;

    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers["X-Request-Id"] is [{ Length: > 0 and <= GreatestId } id] && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            context.TraceIdentifier = id;
        context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
        Problem? problem = null;
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }) problem = Of(context);
        }
        catch (ProblemException e)
        {
            problem = e.Problem;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException e)
        {
            problem = new Problem(e.StatusCode, "invalid-request", "The request is not valid", e.Message);
        }
        catch (StorageException e)
        {
            problem = new Problem(503, "storage-unavailable", "The board can't be stored or read", e.Message);
        }
        catch (RunException e)
        {
            problem = new Problem(500, "run-failed", "A durable run could not be used", e.Message);
        }
#pragma warning disable CA1031 // Whatever it is: the one who asked gets an answer, and the log has the rest.
        catch (Exception e)
        {
            await log.WriteLineAsync($"drover-server: {context.Request.Method} {context.Request.Path}: {e}").ConfigureAwait(false);
            problem = new Problem(500, "internal-error", "The server failed", $"{e.GetType().Name}: {e.Message}. The server's standard error has more under {context.TraceIdentifier}.");
        }
#pragma warning restore CA1031
        if (problem is null) return;
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.Headers.ContentLength = null;
        await problem.WriteAsync(context).ConfigureAwait(false);
    }

    private static Problem Of(HttpContext context) => context.Response.StatusCode switch
    {
        404 => Problem.NotFound($"There is nothing at {context.Request.Path}."),
        405 => new Problem(405, "method-not-allowed", "Method not allowed", $"{context.Request.Path} does not know {context.Request.Method}."),
        413 => new Problem(413, "too-large", "The request is too large", "The body is longer than is allowed."),
        415 => new Problem(415, "unsupported-media-type", "Unsupported media type", "Send application/json."),
        var status => new Problem(status, "error", "The request failed", $"The request failed with status {status}."),
    };
}
