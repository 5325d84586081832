using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Access;

public sealed class AccessTests
{
    private const string Token = "a-token-that-is-long-enough";

    [Theory]
    [InlineData("Origin", "http://evil.example", "foreign_origin")]
    [InlineData("Origin", "null", "foreign_origin")]
    [InlineData("Host", "evil.example:7180", "foreign_host")]
    [InlineData("X-Forwarded-For", "10.0.0.1", "not_your_server")]
    public async Task What_another_site_can_send_is_refused(string header, string value, string code)
    {
        await using TestServer server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/tasks") { Content = JsonContent.Create(new { title = "x" }) };
        request.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage answer = await server.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"code\":\"{code}\"");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'self'");
        using JsonDocument tasks = await server.GetAsync("/api/tasks");
        tasks.RootElement.GetProperty("total").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Its_own_pages_are_let_in()
    {
        await using TestServer server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/board");
        request.Headers.Add("Origin", $"http://{server.Http.BaseAddress!.Authority}");
        using HttpResponseMessage answer = await server.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_user_of_the_machine_is_a_stranger_without_the_token()
    {
        Assert.SkipUnless(CurrentUser.Id == 0, "Only root can become somebody else.");
        await using TestServer open = await TestServer.StartAsync();
        AsNobody(open, "").ShouldStartWith("HTTP/1.1 403");
        await using TestServer server = await TestServer.StartAsync($"DROVER_TOKEN={Token}");
        AsNobody(server, "").ShouldStartWith("HTTP/1.1 401");
        AsNobody(server, "Authorization: Bearer wrong-token-of-some-length\r\n").ShouldStartWith("HTTP/1.1 401");
        AsNobody(server, $"Authorization: Bearer {Token}\r\n").ShouldStartWith("HTTP/1.1 200");
    }

    [Fact]
    public async Task A_browser_logs_in_and_opens_sockets_by_cookie_or_one_use_ticket()
    {
        await using TestServer server = await TestServer.StartAsync($"DROVER_TOKEN={Token}");
        // As if by a proxy, so that our own user is no reason to be let in.
        using var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = server.Http.BaseAddress };
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", "10.0.0.1");
        (await browser.GetAsync("/api/board")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.PostAsJsonAsync("/api/login", new { token = "something else entirely" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using HttpResponseMessage login = await browser.PostAsJsonAsync("/api/login", new { token = Token });
        login.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        string cookie = login.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        (await browser.GetAsync("/api/board")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using HttpResponseMessage issued = await browser.PostAsync("/api/tickets", null);
        using JsonDocument answer = JsonDocument.Parse(await issued.Content.ReadAsStringAsync());
        string ticket = answer.RootElement.GetProperty("ticket").GetString()!;
        (await FirstMessage(server, $"/ws/board?ticket={ticket}")).ShouldContain("\"type\":\"hello\"");
        // Not a second time: and a socket is told why, with its own close code.
        (await FirstMessage(server, $"/ws/board?ticket={ticket}")).ShouldContain("token_needed, closed 4401");
    }

    [Fact]
    public async Task An_address_that_others_can_reach_needs_a_token()
    {
        await using TestServer server = TestServer.Prepare();
        server.Fail("--listen", "0.0.0.0").ShouldContain("can be reached by others: set DROVER_TOKEN");
        server.Set("DROVER_TOKEN=short");
        server.Fail("--listen", "0.0.0.0").ShouldContain("at least 16 are needed");
    }

    [Fact]
    public async Task A_unix_socket_is_for_its_user_alone()
    {
        await using TestServer server = TestServer.Prepare();
        string path = server["board.sock"];
        _ = server.StartAgainAsync("--socket", path).ContinueWith(_ => { }, TaskScheduler.Default);
        await Eventually.IsTrueAsync(() => server.Words.Contains("listening on", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri("http://localhost") };
        (await client.GetAsync("/api/board")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Bodies_and_headers_have_limits()
    {
        await using TestServer server = await TestServer.StartAsync();
        using var body = new StringContent("{\"title\":\"" + new string('x', 5_000_000) + "\"}", Encoding.UTF8, "application/json");
        using var post = new HttpRequestMessage(HttpMethod.Post, "/api/tasks") { Content = body };
        // Otherwise the client is still sending when the answer has come and the connection is closed.
        post.Headers.ExpectContinue = true;
        using var patient = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = server.Http.BaseAddress };
        using HttpResponseMessage large = await patient.SendAsync(post);
        ((int)large.StatusCode).ShouldBe(413);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/board");
        request.Headers.Add("X-Long", new string('x', 40_000));
        using HttpResponseMessage header = await server.Http.SendAsync(request);
        ((int)header.StatusCode).ShouldBe(431);
        using var form = new StringContent("title=x", Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage wrong = await server.Http.PostAsync("/api/tasks", form);
        ((int)wrong.StatusCode).ShouldBe(415);
    }

    private static string AsNobody(TestServer server, string headers)
    {
        string output = server[$"nobody-{Guid.NewGuid():N}"];
        Uri address = server.Http.BaseAddress!;
        string script = $"exec 3<>/dev/tcp/{address.Host}/{address.Port}; printf 'GET /api/board HTTP/1.1\\r\\nHost: {address.Authority}\\r\\nConnection: close\\r\\n{headers.Replace("\r\n", "\\r\\n", StringComparison.Ordinal)}\\r\\n' >&3; cat <&3";
        using var engine = new ProcessEngine();
        ProcessSpec spec = ProcessSpec.Of("/bin/bash", "-c", script) with
        {
            WorkingDirectory = "/",
            Credentials = new Credentials(65534, 65534, []),
            Redirections = [Redirection.Null(0), Redirection.File(1, output, Engine.Descriptors.OpenMode.Truncate), Redirection.Duplicate(2, 1)],
        };
        Pipeline pipeline = engine.Start(PipelineSpec.Of(spec));
        Eventually.IsTrue(() => pipeline.Completion.IsCompleted, TimeSpan.FromSeconds(20));
        return File.ReadAllText(output);
    }

    private static async Task<string> FirstMessage(TestServer server, string path)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Forwarded-For", "10.0.0.1");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new Uri($"ws://{server.Http.BaseAddress!.Authority}{path}"), limit.Token);
        byte[] buffer = new byte[4096];
        WebSocketReceiveResult first = await socket.ReceiveAsync(buffer, limit.Token);
        string text = Encoding.UTF8.GetString(buffer, 0, first.Count);
        if (!text.Contains("token_needed", StringComparison.Ordinal)) return text;
        await socket.ReceiveAsync(buffer, limit.Token);
        return $"token_needed, closed {(int)socket.CloseStatus!}";
    }
}
