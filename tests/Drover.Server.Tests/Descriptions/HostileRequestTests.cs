using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Drover.Server.Descriptions;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Descriptions;

/// <summary>Every request of the description with everything that may be wrong with it: only the statuses that are described come back, and soon.</summary>
public sealed class HostileRequestTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private const string Hooks = "/api/webhooks";

    // What never ends by itself, or ends the server.
    private static readonly string[] s_left = ["/api/shutdown"];

    private static readonly string[] s_texts =
        ["", "x", "t-1", "default", "p", "../../etc/passwd", "%00", "\u0000", "\ud83d\ude00", "<script>alert(1)</script>", "' OR 1=1 --", "\r\nX-Evil: 1", new string('a', 5000), "-1", "1e9", "SIGTERM", "9", "true", "{prompt}", "2026-11-21T12:00:00Z", "((((a+)+)+)+)$", "*/5 * * * *"];

    private static readonly string[] s_values =
        ["null", "true", "0", "-1", "1", "50", "9223372036854775807", "92233720368547758080", "1.5", "1e400", "[]", "{}", "[null]", "[\"t-1\",\"t-1\"]", "[1,2]", "[\"\"]", "{\"A\":\"b\"}", "{\"A\":1}", "{\"\":\"\"}", "\"\""];

    [Fact]
    public async Task Described_fields_are_exactly_those_that_are_known()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string Run, string Hook) ids = await PrepareAsync(server);
        foreach (Operation operation in Operations.All.Where(operation => operation.Body is not null && !s_left.Contains(operation.Path)))
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), PathOf(operation, ids)) { Content = Json("""{"no-such-field":1}""") };
            using HttpResponseMessage answer = await server.Http.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{operation.Method} {operation.Path}");
            using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            string said = problem.RootElement.GetProperty("errors").EnumerateArray().Single(error => error.GetProperty("field").GetString() == "no-such-field").GetProperty("detail").GetString()!;
            string[] known = said.Contains("known are ", StringComparison.Ordinal) ? said[(said.IndexOf("known are ", StringComparison.Ordinal) + 10)..].Split(", ") : [];
            known.Order().ShouldBe(operation.Body!.Select(field => OpenApiDocument.Split(field).Name).Order(), $"{operation.Method} {operation.Path}");
        }
    }

    [Fact]
    public async Task Nothing_but_described_answers_comes_back()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string Run, string Hook) ids = await PrepareAsync(server);
        var random = new Random(21);
        int rounds = Environment.GetEnvironmentVariable("DROVER_SOAK") is { Length: > 0 } ? 200 : 6;
        var failures = new List<string>();
        for (int round = 0; round < rounds; round++)
        {
            foreach (Operation operation in Operations.All)
            {
                if (s_left.Contains(operation.Path)) continue;
                using HttpRequestMessage request = Make(operation, random, ids);
                string what = $"{request.Method} {request.RequestUri} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync())}";
                using var limit = new CancellationTokenSource(s_patience);
                try
                {
                    using HttpResponseMessage answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                    int status = (int)answer.StatusCode;
                    if (!Allowed(operation).Contains(status)) failures.Add($"{status} for {Short(what)}: {Short(await answer.Content.ReadAsStringAsync(limit.Token))}");
                    // A stream of a live run has no end; it is left again.
                    if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream") await answer.Content.ReadAsByteArrayAsync(limit.Token);
                }
                catch (OperationCanceledException)
                {
                    failures.Add($"no answer within {s_patience.TotalSeconds} s for {Short(what)}");
                }
                if (round % 3 == 2 && operation.Path.EndsWith("/run", StringComparison.Ordinal)) (await server.Http.PostAsync("/api/tasks/t-1/stop", null)).Dispose();
            }
        }
        failures.ShouldBeEmpty();
        server.HasEnded.ShouldBeFalse();
        (await server.GetAsync("/readyz")).Dispose();
    }

    [Fact]
    public async Task Bodies_that_are_no_json_too_long_or_of_another_type_are_refused_everywhere()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string Run, string Hook) ids = await PrepareAsync(server);
        foreach (Operation operation in Operations.All.Where(operation => operation.Body is not null))
        {
            string path = PathOf(operation, ids);
            foreach ((HttpContent content, int[] statuses) in new (HttpContent, int[])[]
            {
                (Json("{"), [400]), (Json("[]"), [400]), (Json("""{"a":1,"a":2}"""), [400]), (Json(new string('[', 5000)), [400]), (Json("\ufeff{}x"), [400]), (Json("""{"\ud800":"\udc00"}"""), [400]),
                (new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded"), [415]), (new ByteArrayContent([0xff, 0xfe, 0]), [415]),
                (Json(new string(' ', 5 * 1024 * 1024)), [413]),
            })
            {
                using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path) { Content = content };
                try
                {
                    using HttpResponseMessage answer = await server.Http.SendAsync(request);
                    statuses.ShouldContain((int)answer.StatusCode, $"{operation.Method} {path}: {await answer.Content.ReadAsStringAsync()}");
                }
                catch (HttpRequestException) when (statuses.Contains(413))
                {
                    // The server has answered and closed before all of it was sent.
                }
            }
        }
        server.HasEnded.ShouldBeFalse();
    }

    private static async Task<(string Run, string Hook)> PrepareAsync(TestServer server)
    {
        using JsonDocument hook = await server.SendAsync(HttpMethod.Post, "/api/webhooks", """{"url":"http://127.0.0.1:9/"}""", 201);
        (await server.SendAsync(HttpMethod.Put, "/api/profiles/p", """{"command":"cat","stdin":"pty"}""", 201)).Dispose();
        (await server.SendAsync(HttpMethod.Put, "/api/schedules/p", """{"cron":"0 0 1 1 *","task":{"title":"t"}}""", 201)).Dispose();
        (await server.SendAsync(HttpMethod.Put, "/api/workspaces/p", JsonSerializer.Serialize(new { path = server.Workspace }), 201)).Dispose();
        (_, string run) = await server.RunAsync("i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo line $i; done");
        await server.WaitForAsync("t-1", "review");
        return (run, hook.RootElement.GetProperty("id").GetString()!);
    }

    private static HttpRequestMessage Make(Operation operation, Random random, (string Run, string Hook) ids)
    {
        string id = operation.Path.StartsWith(Hooks, StringComparison.Ordinal) ? Pick(random, ids.Hook, ids.Hook, "w_0", "%00") : Pick(random, "t-1", "t-2", "t-0", "t-99999999999999999999", "x", "..%2f", "t-1%00"), name = Pick(random, "p", "default", "q", "-", "%20", new string('n', 200));
        string path = operation.Path.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal)
            .Replace("{runId}", Pick(random, ids.Run, ids.Run, ids.Run, "r_0", "%2F"), StringComparison.Ordinal);
        var query = new List<string>();
        foreach (string field in operation.Query)
        {
            (string parameter, _, string type) = OpenApiDocument.Split(field);
            if (random.Next(3) == 0) continue;
            string value = random.Next(2) == 0 ? Pick(random, s_texts) : type == "i" ? random.Next(-1, 300).ToString(CultureInfo.InvariantCulture) : type.Split('|')[0];
            query.Add($"{parameter}={Uri.EscapeDataString(value)}");
        }
        if (random.Next(8) == 0) query.Add("unknown=1");
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), path + (query.Count > 0 ? "?" + string.Join('&', query) : ""));
        if (random.Next(6) == 0) request.Headers.TryAddWithoutValidation("If-Match", Pick(random, "\"1\"", "*", "garbage", "W/\"1\""));
        if (random.Next(6) == 0) request.Headers.TryAddWithoutValidation("If-None-Match", Pick(random, "*", "\"x\""));
        if (random.Next(6) == 0) request.Headers.TryAddWithoutValidation("Range", Pick(random, "bytes=0-5", "bytes=-3", "bytes=999999-", "bytes=5-1", "lines=1-2", "bytes=0-1,3-4"));
        if (random.Next(6) == 0) request.Headers.TryAddWithoutValidation("Last-Event-ID", Pick(random, "3", "-1", "x", "99999999999999999999"));
        if (operation.Method == "POST" && random.Next(8) == 0) request.Headers.TryAddWithoutValidation("Idempotency-Key", Pick(random, "k", new string('k', 300)));
        if (operation.Body is { } body && random.Next(6) != 0)
            request.Content = Json("{" + string.Join(',', body.Where(_ => random.Next(3) != 0).Select(field => $"\"{OpenApiDocument.Split(field).Name}\":{Value(OpenApiDocument.Split(field).Type, random)}")) + "}");
        return request;
    }

    private static string Value(string type, Random random)
    {
        if (random.Next(3) == 0) return Pick(random, s_values);
        if (random.Next(4) == 0) return JsonSerializer.Serialize(Pick(random, s_texts));
        return type switch
        {
            "s" => JsonSerializer.Serialize(Pick(random, "a name", "p", "true", "@daily")),
            "i" => random.Next(0, 2000).ToString(CultureInfo.InvariantCulture),
            "n" => "0.5",
            "b" => Pick(random, "true", "false"),
            "ss" => Pick(random, "[]", "[\"t-1\"]", "[\"a\",\"b\"]"),
            "ii" => Pick(random, "[]", "[0,1]", "[300]"),
            "env" => Pick(random, "{}", "{\"A\":\"b\"}", "{\"A\":null}"),
            ['@', .. var form] => "{" + string.Join(',', Operations.Forms[form].Where(_ => random.Next(2) == 0).Select(field => $"\"{OpenApiDocument.Split(field).Name}\":{Value(OpenApiDocument.Split(field).Type, random)}")) + "}",
            _ => JsonSerializer.Serialize(Pick(random, type.Split('|'))),
        };
    }

    private static HashSet<int> Allowed(Operation operation) =>
    [
        operation.Status, .. operation.Others.Select(other => other.Status), .. operation.Problems.Where(status => status < 500), .. Operation.UsualProblems.Where(status => status < 500), .. Operation.TooLong, .. operation.Method == "POST" ? (int[])[400, 409, 422] : [],
        // A path that is no path of ours, after all; or none at all.
        400, 404,
    ];

    private static string PathOf(Operation operation, (string Run, string Hook) ids) =>
        operation.Path.Replace("{id}", operation.Path.StartsWith(Hooks, StringComparison.Ordinal) ? ids.Hook : "t-1", StringComparison.Ordinal).Replace("{name}", "p", StringComparison.Ordinal).Replace("{runId}", ids.Run, StringComparison.Ordinal);

    private static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];

    private static string Short(string text) => text.Length > 400 ? text[..400] + "…" : text;

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
