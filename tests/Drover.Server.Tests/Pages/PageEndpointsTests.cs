using System.Net;
using System.Text.RegularExpressions;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Pages;

public sealed partial class PageEndpointsTests
{
    private const long GreatestFirstLoad = 150_000;

    [Fact]
    public async Task The_first_load_is_small_and_complete()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string html, long total) = await ReadAsync(server, "/");
        string[] parts = [.. Reference().Matches(html).Select(match => match.Groups[1].Value)];
        parts.ShouldContain(part => part.EndsWith(".js", StringComparison.Ordinal));
        parts.ShouldContain(part => part.EndsWith(".css", StringComparison.Ordinal));
        foreach (string part in parts)
        {
            // Nothing comes from elsewhere.
            part.ShouldStartWith("/");
            total += (await ReadAsync(server, part)).Size;
        }
        total.ShouldBeLessThan(GreatestFirstLoad);
    }

    [Fact]
    public async Task The_policy_lets_in_only_what_is_our_own()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpResponseMessage page = await server.Http.GetAsync(new Uri("/", UriKind.Relative));
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        string html = await page.Content.ReadAsStringAsync();
        InlineScript().IsMatch(html).ShouldBeFalse();
        html.ShouldNotContain("style=");
    }

    [Fact]
    public async Task A_page_that_has_not_changed_is_not_sent_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        foreach (string path in (string[])["/", "/history"])
        {
            using HttpResponseMessage first = await server.Http.GetAsync(new Uri(path, UriKind.Relative));
            first.Headers.CacheControl!.NoCache.ShouldBeTrue();
            using var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using HttpResponseMessage second = await server.Http.SendAsync(again);
            second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        }
    }

    [Fact]
    public async Task Files_are_sent_as_the_browser_can_read_them()
    {
        await using TestServer server = await TestServer.StartAsync();
        string script = Reference().Matches((await ReadAsync(server, "/")).Text).Select(match => match.Groups[1].Value).First(part => part.EndsWith(".js", StringComparison.Ordinal));
        byte[] plain = await server.Http.GetByteArrayAsync(new Uri(script, UriKind.Relative));
        foreach (string encoding in (string[])["gzip", "br"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, script);
            request.Headers.Add("Accept-Encoding", encoding);
            using HttpResponseMessage response = await server.Http.SendAsync(request);
            response.Content.Headers.ContentEncoding.ShouldBe([encoding]);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
            response.Headers.CacheControl!.ToString().ShouldContain("immutable");
            await using Stream packed = await response.Content.ReadAsStreamAsync();
            await using Stream unpacked = encoding == "br"
                ? new System.IO.Compression.BrotliStream(packed, System.IO.Compression.CompressionMode.Decompress)
                : new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress);
            using var bytes = new MemoryStream();
            await unpacked.CopyToAsync(bytes);
            bytes.ToArray().ShouldBe(plain);
        }
    }

    /// <summary>Reads a file, and how large it is on the way to a browser.</summary>
    private static async Task<(string Text, long Size)> ReadAsync(TestServer server, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        request.Headers.Add("Accept-Encoding", "br");
        using HttpResponseMessage head = await server.Http.SendAsync(request);
        head.EnsureSuccessStatusCode();
        return (await server.Http.GetStringAsync(new Uri(path, UriKind.Relative)), head.Content.Headers.ContentLength!.Value);
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("<script(?![^>]*src=)")]
    private static partial Regex InlineScript();
}
