// Constraints
//   A client that lost the answer sends the request again; doing it twice would start an agent twice. Two of the same may come at once.
// Scheme
//   The key is claimed in a transaction before anything is done, with method, path and a hash of the body. The answer is kept and given again word for word. An
//   answer that says "try again" (5xx) is not kept.

using System.Security.Cryptography;
using System.Text;
using Drover.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Drover.Server.Endpoints;

/// <summary>Carries out a POST with an Idempotency-Key once, however often it comes.</summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IDatabase database, TimeProvider time)
{
    private const int GreatestKey = 255;
    private static readonly TimeSpan s_life = TimeSpan.FromHours(24);

    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Headers["Idempotency-Key"] is not [{ } key])
        {
            await next(context).ConfigureAwait(false);
            return;
        }
        // The answer would be kept, and these are the answers that must not be.
        if (context.Request.Path.Value is "/api/tokens" or "/api/v1/tokens" or "/api/webhooks" or "/api/v1/webhooks")
            throw new ProblemException(Problem.Invalid("A request whose answer holds a secret can't have an Idempotency-Key: the answer is kept nowhere. Send it without, and remove what got lost."));
        if (key.Length is 0 or > GreatestKey) throw new ProblemException(Problem.Invalid($"Idempotency-Key is empty or longer than {GreatestKey} characters."));
        string request = await DescribeAsync(context).ConfigureAwait(false);
        StoredAnswer? known = await database.WriteAsync(session => IdempotencyTable.Begin(session, key, request, time.GetUtcNow(), s_life)).ConfigureAwait(false);
        if (known is null) await AnswerAsync(context, key, request).ConfigureAwait(false);
        else await RepeatAsync(context, known, request).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, string key, string request)
    {
        Stream body = context.Response.Body;
        CancellationToken gone = context.RequestAborted;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        // Whoever hangs up now comes back for the answer: it is written to its end.
        context.RequestAborted = CancellationToken.None;
        bool isKept = false;
        try
        {
            try
            {
                await next(context).ConfigureAwait(false);
            }
            catch (ProblemException e) when (e.Problem.Status < 500)
            {
                await e.Problem.WriteAsync(context).ConfigureAwait(false);
            }
            HttpResponse response = context.Response;
            if (response.StatusCode < 500)
            {
                var answer = new StoredAnswer(request, response.StatusCode, response.ContentType, response.Headers.Location.ToString(), Encoding.UTF8.GetString(kept.ToArray()));
                await database.WriteAsync(session => IdempotencyTable.End(session, key, answer)).ConfigureAwait(false);
                isKept = true;
            }
        }
        finally
        {
            context.Response.Body = body;
            context.RequestAborted = gone;
            if (!isKept && !database.IsClosed) await database.WriteAsync(session => IdempotencyTable.Forget(session, key)).ConfigureAwait(false);
        }
        kept.Position = 0;
        await kept.CopyToAsync(body, gone).ConfigureAwait(false);
    }

    private static async Task RepeatAsync(HttpContext context, StoredAnswer known, string request)
    {
        if (known.Request != request)
            throw new ProblemException(new Problem(422, "key-reused", "The key was used for another request", "This Idempotency-Key was sent with another method, path or body before. Use a new key for a new request."));
        if (known.Status is not { } status)
            throw new ProblemException(new Problem(409, "in-progress", "The first request is still worked on", "A request with this Idempotency-Key has not been answered yet. Wait a little and send it again."));
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = known.ContentType;
        if (known.Location is { Length: > 0 } location) response.Headers.Location = location;
        response.Headers["Idempotency-Replayed"] = "true";
        if (known.Body.Length > 0) await response.WriteAsync(known.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<string> DescribeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        string hash = Convert.ToHexStringLower(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)));
        context.Request.Body = new MemoryStream(body.ToArray());
        return $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {hash}";
    }
}
