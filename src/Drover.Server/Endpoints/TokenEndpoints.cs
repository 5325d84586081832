using Drover.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/api/tokens: tokens for programs and for other people, beside the server's own.</summary>
internal sealed class TokenEndpoints(TokenBook tokens)
{
    private const int GreatestCount = 1000;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tokens", context => Answers.WriteAsync(context, [.. tokens.All.Select(token => TokenAnswer.Of(token))], AnswerJson.Default.TokenAnswerArray));
        routes.MapPost("/tokens", MakeAsync);
        routes.MapDelete("/tokens/{id}", RemoveAsync);
    }

    private async Task MakeAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context, "name", "scope").ConfigureAwait(false);
        string name = body.Text("name", 100, isRequired: true, mayBeEmpty: false) ?? "";
        string scope = body.Word("scope", "read", "write") ?? "read";
        body.ThrowIfWrong();
        if (tokens.All.Count() >= GreatestCount) throw new ProblemException(new Problem(409, "too-many", "Too many tokens", $"There are {GreatestCount} tokens already. Take some back first: DELETE /api/tokens/ID."));
        (ApiToken token, string text) = await tokens.MakeAsync(name, scope).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "no-store";
        await Answers.WriteAsync(context, TokenAnswer.Of(token, text), AnswerJson.Default.TokenAnswer, 201).ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        string id = (string?)context.Request.RouteValues["id"] ?? "";
        if (!await tokens.RemoveAsync(id).ConfigureAwait(false)) throw new ProblemException(new Problem(404, "token-not-found", "Token not found", $"There is no token {id}."));
        context.Response.StatusCode = 204;
    }
}
