using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Drover.Server.Endpoints;

/// <summary>/openapi.json: the description of the API, as docs/openapi.json has it.</summary>
internal static class DescriptionEndpoint
{
    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/openapi.json", async context =>
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using Stream document = typeof(DescriptionEndpoint).Assembly.GetManifestResourceStream("openapi.json")!;
        context.Response.ContentLength = document.Length;
        await document.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    });
}
