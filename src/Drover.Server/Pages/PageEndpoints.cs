using Drover.Server.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Drover.Server.Pages;

/// <summary>The board in a browser: its page at each of its addresses, and the files that the page asks for.</summary>
internal sealed class PageEndpoints
{
    // The page itself has no inline script or style, and whatever output it shows can't bring any.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Missing =
        "This drover-server was built without its board: Node 20 or later was missing, and web/dist was not there. Install Node and build again. "
        + "Everything else works: see /api/board, and 'drover task'.";

    private static readonly string[] s_addresses = ["/", "/history", "/queue", "/processes", "/system", "/settings"];
    private readonly Dictionary<string, PageFile> _files = PageFile.All();

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (string address in s_addresses) MapFile(routes, address, "/index.html");
        foreach (string path in _files.Keys.Where(path => path != "/index.html")) MapFile(routes, path, path);
    }

    /// <summary>Whether a request is for the page or a file of it.</summary>
    public bool IsPart(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Path.Value is { } path && (s_addresses.Contains(path) || _files.ContainsKey(path));

    private void MapFile(IEndpointRouteBuilder routes, string address, string path) =>
        routes.MapMethods(address, ["GET", "HEAD"], context => ShowAsync(context, path));

    private async Task ShowAsync(HttpContext context, string path)
    {
        HttpResponse response = context.Response;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (!_files.TryGetValue(path, out PageFile? file))
            throw new ProblemException(new Problem(404, "board-not-built", "The board is not part of this executable", Missing));
        (string ending, string? encoding) = Choose(context.Request, file);
        string tag = ending.Length == 0 ? file.Tag : $"{file.Tag[..^1]}{ending.Replace('.', '-')}\"";
        response.Headers.ETag = tag;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.CacheControl = file.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        if (context.Request.Headers.IfNoneMatch.Contains(tag))
        {
            response.StatusCode = 304;
            return;
        }
        response.ContentType = file.ContentType;
        if (encoding is not null) response.Headers.ContentEncoding = encoding;
        await using Stream content = file.Open(ending);
        response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await content.CopyToAsync(response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private static (string Ending, string? Encoding) Choose(HttpRequest request, PageFile file)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out IList<StringWithQualityHeaderValue>? accepted)) return ("", null);
        bool Takes(string name) => accepted.Any(each => each.Value.Equals(name, StringComparison.OrdinalIgnoreCase) && each.Quality != 0);
        if (file.HasBrotli && Takes("br")) return (".br", "br");
        return file.HasGzip && Takes("gzip") ? (".gz", "gzip") : ("", null);
    }
}
