using System.Net;
using System.Text;
using System.Text.Json;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Endpoints;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_does_nothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        (HttpStatusCode first, string text, _, string? location) = await PostAsync(server, "/api/tasks", "k1", """{"title":"once","context":"sleep 60"}""");
        (HttpStatusCode again, string same, bool isReplayed, string? place) = await PostAsync(server, "/api/tasks", "k1", """{"title":"once","context":"sleep 60"}""");
        (first, again).ShouldBe((HttpStatusCode.Created, HttpStatusCode.Created));
        (same, place, isReplayed).ShouldBe((text, location, true));
        using JsonDocument tasks = await server.GetAsync("/api/tasks");
        tasks.RootElement.GetProperty("total").GetInt32().ShouldBe(1);

        string run = (await PostAsync(server, "/api/tasks/t-1/run", "k2", "")).Text;
        (await PostAsync(server, "/api/tasks/t-1/run", "k2", "")).Text.ShouldBe(run);
        run.ShouldContain("\"status\":\"running\"");
        // After a restart too.
        await server.KillAsync();
        await server.StartAgainAsync();
        (await PostAsync(server, "/api/tasks/t-1/run", "k2", "")).Text.ShouldBe(run);
        (await server.WaitForAsync("t-1", "running")).GetProperty("attempts").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_hangs_up_before_the_answer_finds_it_afterwards()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("trap '' TERM; echo ready; while [ ! -e go ]; do sleep 0.01; done");
        using (LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}")) await viewer.ReadUntilTextAsync("ready");
        using var hangUp = new CancellationTokenSource();
        Task<(HttpStatusCode, string, bool, string?)> asked = PostAsync(server, $"/api/tasks/{task}/stop", "k", """{"wait":true,"graceMs":60000}""", hangUp.Token);
        await server.WaitForAsync(task, "stopping");
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asked);
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await server.WaitForAsync(task, "todo");
        // The task is back a moment before the answer is there: until then the request is said to be under way.
        (HttpStatusCode status, string text, bool isReplayed) = (HttpStatusCode.Conflict, "", false);
        for (int tries = 0; status == HttpStatusCode.Conflict && tries < 500; tries++)
        {
            if (tries > 0) await Task.Delay(20);
            (status, text, isReplayed, _) = await PostAsync(server, $"/api/tasks/{task}/stop", "k", """{"wait":true,"graceMs":60000}""");
        }
        (status, isReplayed).ShouldBe((HttpStatusCode.OK, true));
        JsonDocument.Parse(text).RootElement.GetProperty("id").GetString().ShouldBe(run);
    }

    [Fact]
    public async Task A_key_is_for_one_request()
    {
        await using TestServer server = await TestServer.StartAsync();
        await PostAsync(server, "/api/tasks", "k", """{"title":"a"}""");
        (HttpStatusCode status, string text, _, _) = await PostAsync(server, "/api/tasks", "k", """{"title":"b"}""");
        ((int)status).ShouldBe(422);
        text.ShouldContain("key_reused");
    }

    [Fact]
    public async Task The_same_request_at_the_same_time_is_done_once()
    {
        await using TestServer server = await TestServer.StartAsync();
        (HttpStatusCode Status, string, bool, string?)[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(server, "/api/tasks", "k", """{"title":"once"}""")));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created || answer.Status == HttpStatusCode.Conflict);
        using JsonDocument tasks = await server.GetAsync("/api/tasks");
        tasks.RootElement.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_too()
    {
        await using TestServer server = await TestServer.StartAsync();
        (HttpStatusCode first, string text, _, _) = await PostAsync(server, "/api/tasks/t-9/run", "k", "");
        (HttpStatusCode again, string same, bool isReplayed, _) = await PostAsync(server, "/api/tasks/t-9/run", "k", "");
        (first, again, isReplayed).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound, true));
        same.ShouldBe(text);
    }

    private static async Task<(HttpStatusCode Status, string Text, bool IsReplayed, string? Location)> PostAsync(TestServer server, string path, string key, string body, CancellationToken hangUp = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", key);
        using HttpResponseMessage answer = await server.Http.SendAsync(request, hangUp);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Contains("Idempotency-Replayed"), answer.Headers.Location?.ToString());
    }
}
