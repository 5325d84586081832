using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Access;

public sealed class TokenTests
{
    [Fact]
    public async Task A_token_opens_the_server_as_far_as_its_scope_goes_until_it_is_taken_back()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string reader, string readerText) = await MakeAsync(server, "read");
        (_, string writerText) = await MakeAsync(server, "write");
        // A request that a proxy forwards is a stranger's.
        (await SendAsync(server, HttpMethod.Get, null)).ShouldBe(403);
        (await SendAsync(server, HttpMethod.Get, "drv_00000000000000000000000000000000")).ShouldBe(403);
        (await SendAsync(server, HttpMethod.Get, readerText)).ShouldBe(200);
        (await SendAsync(server, HttpMethod.Post, readerText)).ShouldBe(403);
        (await SendAsync(server, HttpMethod.Post, writerText)).ShouldBe(201);

        string shown = await server.Http.GetStringAsync("/api/tokens");
        shown.ShouldNotContain(readerText);
        shown.ShouldContain(reader);
        await server.KillAsync();
        await server.StartAgainAsync();
        (await SendAsync(server, HttpMethod.Get, readerText)).ShouldBe(200);
        // Nor does the database hold it.
        foreach (string file in Directory.GetFiles(Path.Combine(server.State, "server"), "board.db*"))
            Encoding.Latin1.GetString(await ReadAsync(file)).ShouldNotContain(readerText);
        (await server.SendAsync(HttpMethod.Delete, $"/api/tokens/{reader}", null, 204)).Dispose();
        (await SendAsync(server, HttpMethod.Get, readerText)).ShouldBe(403);
        (await server.SendAsync(HttpMethod.Delete, $"/api/tokens/{reader}", null, 404)).Dispose();
    }

    [Fact]
    public async Task A_token_that_may_only_read_makes_no_others()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, string text) = await MakeAsync(server, "read");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/tokens") { Content = new StringContent("""{"name":"n","scope":"write"}""", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", text);
        using HttpResponseMessage answer = await server.Http.SendAsync(request);
        // The token says what its bearer may do, wherever the request comes from.
        ((int)answer.StatusCode).ShouldBe(403);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("read_only_token");
    }

    private static async Task<(string Id, string Text)> MakeAsync(TestServer server, string scope)
    {
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tokens", JsonSerializer.Serialize(new { name = "n", scope }), 201);
        return (made.RootElement.GetProperty("id").GetString()!, made.RootElement.GetProperty("token").GetString()!);
    }

    private static async Task<int> SendAsync(TestServer server, HttpMethod method, string? token)
    {
        using var request = new HttpRequestMessage(method, "/api/tasks");
        request.Headers.Add("X-Forwarded-For", "192.0.2.1");
        if (method == HttpMethod.Post) request.Content = new StringContent("""{"title":"t"}""", Encoding.UTF8, "application/json");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await server.Http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task<byte[]> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
