using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Server.Webhooks;
using Drover.Testing;

namespace Drover.Server.Tests.Webhooks;

public sealed class WebhookEndpointTests
{
    [Fact]
    public async Task A_run_is_told_from_its_start_to_what_became_of_its_task()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestServer server = await TestServer.StartAsync();
        (string id, string secret) = await AddAsync(server, receiver.Url);
        (string good, _) = await server.RunAsync("echo fine");
        await server.WaitForAsync(good, "review");
        (string bad, string run) = await server.RunAsync("exit 3");
        await server.WaitForAsync(bad, "todo");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{good}/approve")).Dispose();
        await Eventually.IsTrueAsync(() => receiver.All.Count >= 7, TimeSpan.FromSeconds(20));
        receiver.All.Select(one => $"{one["type"]} {one["data.task.id"]} {one["data.task.status"]}").ShouldBe(
        [
            $"run.started {good} running", $"run.ended {good} review", $"task.review {good} review", $"run.started {bad} running", $"run.ended {bad} todo",
            $"task.attention {bad} todo", $"task.done {good} done",
        ]);
        receiver.All[4]["data.run.id"].ShouldBe(run);
        receiver.All[4]["data.run.exitCode"].ShouldBe("3");
        receiver.All[5]["data.task.attention.code"].ShouldBe("exit_code");
        receiver.All.ShouldAllBe(one => one.Signature == WebhookSignature.Of(secret, one.Id, one.Timestamp, one.Body));
        using JsonDocument page = await server.GetAsync($"/api/webhooks/{id}/deliveries?limit=2");
        page.RootElement.GetProperty("total").GetInt32().ShouldBe(7);
        page.RootElement.GetProperty("items").GetArrayLength().ShouldBe(2);
        using JsonDocument rest = await server.GetAsync($"/api/webhooks/{id}/deliveries?cursor={page.RootElement.GetProperty("nextCursor").GetString()}");
        rest.RootElement.GetProperty("items").GetArrayLength().ShouldBe(5);
    }

    [Fact]
    public async Task A_secret_is_shown_once_and_never_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, string secret) = await AddAsync(server, "http://127.0.0.1:9/");
        secret.ShouldStartWith("whsec_");
        foreach (string path in (string[])[$"/api/webhooks/{id}", "/api/webhooks"])
        {
            using JsonDocument shown = await server.GetAsync(path);
            shown.RootElement.GetRawText().ShouldNotContain(secret[6..]);
        }
        using JsonDocument changed = await server.SendAsync(HttpMethod.Patch, $"/api/webhooks/{id}", """{"enabled":false}""");
        changed.RootElement.GetProperty("secret").ValueKind.ShouldBe(JsonValueKind.Null);
        using JsonDocument own = await server.SendAsync(HttpMethod.Patch, $"/api/webhooks/{id}", """{"secret":"sixteen letters!"}""");
        own.RootElement.GetRawText().ShouldNotContain("sixteen");
        using JsonDocument fresh = await server.SendAsync(HttpMethod.Patch, $"/api/webhooks/{id}", """{"secret":null}""");
        string another = fresh.RootElement.GetProperty("secret").GetString()!;
        another.ShouldStartWith("whsec_");
        another.ShouldNotBe(secret);
        using var keyed = new HttpRequestMessage(HttpMethod.Post, "/api/webhooks") { Content = new StringContent("""{"url":"http://127.0.0.1:9/"}""", System.Text.Encoding.UTF8, "application/json") };
        keyed.Headers.Add("Idempotency-Key", "k");
        using HttpResponseMessage refused = await server.Http.SendAsync(keyed);
        ((int)refused.StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task A_webhook_can_be_read_changed_and_removed()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await AddAsync(server, "http://127.0.0.1:9/", "task.review", "run.ended");
        using var stale = new HttpRequestMessage(HttpMethod.Patch, $"/api/webhooks/{id}") { Content = new StringContent("""{"enabled":false}""", System.Text.Encoding.UTF8, "application/json") };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"7\"");
        using HttpResponseMessage refused = await server.Http.SendAsync(stale);
        ((int)refused.StatusCode).ShouldBe(412);
        using JsonDocument changed = await server.SendAsync(HttpMethod.Patch, $"/api/webhooks/{id}", """{"url":"https://example.org/x","events":["*"]}""");
        changed.RootElement.GetProperty("rev").GetInt32().ShouldBe(2);
        changed.RootElement.GetProperty("url").GetString().ShouldBe("https://example.org/x");
        changed.RootElement.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        (await server.SendAsync(HttpMethod.Patch, $"/api/webhooks/{id}", """{"events":["run.exploded"]}""", 400)).Dispose();
        (await server.SendAsync(HttpMethod.Patch, $"/api/webhooks/{id}", """{"url":null}""", 400)).Dispose();
        (await server.SendAsync(HttpMethod.Patch, $"/api/webhooks/{id}", """{"secret":"short"}""", 400)).Dispose();
        (await server.SendAsync(HttpMethod.Delete, $"/api/webhooks/{id}", null, 204)).Dispose();
        (await server.GetAsync($"/api/webhooks/{id}", 404)).Dispose();
    }

    [Fact]
    public async Task Deliveries_outlast_a_server_that_is_killed_while_their_receiver_is_down()
    {
        await using TestServer server = await TestServer.StartAsync();
        int port;
        await using (WebhookReceiver first = await WebhookReceiver.StartAsync()) port = new Uri(first.Url).Port;
        (string id, _) = await AddAsync(server, $"http://127.0.0.1:{port}/", "run.ended");
        (string task, _) = await server.RunAsync("echo done");
        await server.WaitForAsync(task, "review");
        await server.KillAsync();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(port);
        await server.StartAgainAsync();
        await Eventually.IsTrueAsync(() => receiver.All.Count > 0, TimeSpan.FromSeconds(30));
        receiver.All.Select(one => (one["type"], one["data.task.id"])).Distinct().ShouldBe([("run.ended", task)]);
        await Eventually.IsTrueAsync(() => Waiting(server, id) == 0);
    }

    [Fact]
    public async Task A_test_says_what_came_back_and_the_server_never_posts_to_itself()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestServer server = await TestServer.StartAsync();
        (string good, _) = await AddAsync(server, receiver.Url);
        using JsonDocument arrived = await server.SendAsync(HttpMethod.Post, $"/api/webhooks/{good}/test");
        arrived.RootElement.GetProperty("delivered").GetBoolean().ShouldBeTrue();
        arrived.RootElement.GetProperty("httpStatus").GetInt32().ShouldBe(204);
        receiver.All.Single()["type"].ShouldBe("test");
        foreach (string host in (string[])["127.0.0.1", "localhost"])
        {
            (string self, _) = await AddAsync(server, $"http://{host}:{server.Http.BaseAddress!.Port}/api/queue/drain");
            using JsonDocument refused = await server.SendAsync(HttpMethod.Post, $"/api/webhooks/{self}/test");
            refused.RootElement.GetProperty("delivered").GetBoolean().ShouldBeFalse();
            refused.RootElement.GetProperty("error").GetString()!.ShouldContain("this server itself");
        }
        (string nobody, _) = await AddAsync(server, "http://127.0.0.1:9/");
        using JsonDocument failed = await server.SendAsync(HttpMethod.Post, $"/api/webhooks/{nobody}/test");
        failed.RootElement.GetProperty("error").GetString()!.ShouldContain("can't be reached");
    }

    private static int Waiting(TestServer server, string id)
    {
        using HttpResponseMessage shown = server.Http.Send(new HttpRequestMessage(HttpMethod.Get, $"/api/webhooks/{id}"));
        using JsonDocument webhook = JsonDocument.Parse(shown.Content.ReadAsStream());
        return webhook.RootElement.GetProperty("waiting").GetInt32();
    }

    private static async Task<(string Id, string Secret)> AddAsync(TestServer server, string url, params string[] events)
    {
        string body = JsonSerializer.Serialize(new { url, events = events.Length == 0 ? (string[])["*"] : events });
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/webhooks", body, 201);
        return (made.RootElement.GetProperty("id").GetString()!, made.RootElement.GetProperty("secret").GetString()!);
    }
}
