using System.Net;
using System.Text;
using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Endpoints;

public sealed class TaskEndpointTests
{
    [Fact]
    public async Task Wrong_fields_are_refused_all_at_once_and_by_name()
    {
        await using TestServer server = await TestServer.StartAsync();
        using JsonDocument problem = await server.SendAsync(
            HttpMethod.Post, "/api/tasks", """{"titel":"x","title":"","priority":"high","labels":[1],"env":{"A=B":"c"},"timeoutMs":0,"context":"\u0000"}""", 400);
        problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Order()
            .ShouldBe(["context", "env.A=B", "labels", "priority", "timeoutMs", "titel", "title"]);
        foreach (string body in (string[])["[]", "{", "null", "\"x\"", "{\"title\":\"a\",\"title\":\"b\"}"])
            (await server.SendAsync(HttpMethod.Post, "/api/tasks", body, 400)).Dispose();
        // Half of a surrogate pair, as a value, in a list and as a name; and bytes that are no UTF-8.
        foreach (string body in (string[])["""{"title":"\ud800"}""", """{"title":"t","labels":["\udc00x"]}""", """{"title":"t","env":{"\ud800":"x"}}""", """{"\ud800":1}"""])
            (await server.SendAsync(HttpMethod.Post, "/api/tasks", body, 400)).Dispose();
        using var bytes = new ByteArrayContent([.. "{\"title\":\""u8, 0xff, .. "\"}"u8]);
        bytes.Headers.ContentType = new("application/json");
        using HttpResponseMessage answer = await server.Http.PostAsync(new Uri("/api/tasks", UriKind.Relative), bytes);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_task_whose_runs_never_began_is_removed_like_any_other()
    {
        await using TestServer server = await TestServer.StartAsync("WORKSPACE_PATH=/no/such/workspace");
        string task = await server.AddAsync("true");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run", null, 422)).Dispose();
        (await server.SendAsync(HttpMethod.Delete, $"/api/tasks/{task}", null, 204)).Dispose();
    }

    [Fact]
    public async Task An_edit_of_what_was_changed_meanwhile_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        string task = await server.AddAsync("true");
        (await EditAsync(server, task, "\"1\"", """{"title":"second","labels":["a"]}""")).ShouldBe(HttpStatusCode.OK);
        (await EditAsync(server, task, "\"1\"", """{"title":"third"}""")).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await EditAsync(server, task, "\"2\"", """{"priority":3}""")).ShouldBe(HttpStatusCode.OK);
        using JsonDocument shown = await server.GetAsync($"/api/tasks/{task}");
        shown.RootElement.GetProperty("title").GetString().ShouldBe("second");
        shown.RootElement.GetProperty("priority").GetInt32().ShouldBe(3);
        // PUT is all of it: what is not sent has its default again.
        using JsonDocument put = await server.SendAsync(HttpMethod.Put, $"/api/tasks/{task}", """{"title":"whole"}""");
        put.RootElement.GetProperty("labels").GetArrayLength().ShouldBe(0);
        put.RootElement.GetProperty("priority").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_card_has_the_beginning_of_the_context_and_the_task_all_of_it()
    {
        await using TestServer server = await TestServer.StartAsync();
        using LogViewer viewer = await LogViewer.ConnectAsync(server, "/ws/board");
        await viewer.ReadUntilAsync("hello");
        // The 2,000th character is the first half of a pair.
        string context = new string('x', 1_999) + "🐑" + new string('y', 300_000);
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", JsonSerializer.Serialize(new { title = "large", context }), 201);
        made.RootElement.GetProperty("context").GetString().ShouldBe(context);
        string task = made.RootElement.GetProperty("id").GetString()!;
        string brief = await server.AddAsync("true");
        using JsonDocument board = await server.GetAsync("/api/board");
        using JsonDocument list = await server.GetAsync("/api/tasks");
        JsonElement told = await viewer.ReadUntilAsync("task.updated");
        foreach (JsonElement card in (JsonElement[])[CardOf(board.RootElement.GetProperty("tasks"), task), CardOf(list.RootElement.GetProperty("items"), task), told.GetProperty("task")])
        {
            card.GetProperty("context").GetString().ShouldBe(new string('x', 1_999));
            card.GetProperty("isContextCut").GetBoolean().ShouldBeTrue();
        }
        CardOf(board.RootElement.GetProperty("tasks"), brief).GetProperty("isContextCut").GetBoolean().ShouldBeFalse();
        // What is changed of it costs nothing of the rest.
        using JsonDocument moved = await server.SendAsync(HttpMethod.Patch, $"/api/tasks/{task}", """{"status":"done"}""");
        using JsonDocument whole = await server.GetAsync($"/api/tasks/{task}");
        whole.RootElement.GetProperty("context").GetString().ShouldBe(context);
        whole.RootElement.GetProperty("isContextCut").GetBoolean().ShouldBeFalse();

        static JsonElement CardOf(JsonElement tasks, string id) => tasks.EnumerateArray().Single(each => each.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task A_task_that_runs_is_neither_removed_nor_moved_by_hand()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("exec sleep 60");
        using JsonDocument removed = await server.SendAsync(HttpMethod.Delete, $"/api/tasks/{task}", null, 409);
        using JsonDocument moved = await server.SendAsync(HttpMethod.Patch, $"/api/tasks/{task}", """{"status":"done"}""", 409);
        moved.RootElement.GetProperty("code").GetString().ShouldBe("invalid_state");
        using JsonDocument stopped = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/stop", """{"wait":true}""");
        stopped.RootElement.GetProperty("state").GetString().ShouldBe("stopped");
        stopped.RootElement.GetProperty("stop").GetProperty("signal").GetString().ShouldBe("SIGTERM");
        string durable = stopped.RootElement.GetProperty("durableId").GetString()!;
        Directory.Exists(Path.Combine(server.State, "runs", durable)).ShouldBeTrue();
        (await server.SendAsync(HttpMethod.Delete, $"/api/tasks/{task}", null, 204)).Dispose();
        (await server.GetAsync($"/api/runs/{run}", 404)).Dispose();
        // Its logs go with it.
        Directory.Exists(Path.Combine(server.State, "runs", durable)).ShouldBeFalse();
    }

    [Fact]
    public async Task Pages_of_a_list_hold_each_task_once_whatever_it_is_sorted_by()
    {
        await using TestServer server = await TestServer.StartAsync();
        for (int i = 0; i < 25; i++)
            (await server.SendAsync(HttpMethod.Post, "/api/tasks", $$"""{"title":"Task 100% {{i}}","priority":{{i % 3}},"labels":["l{{i % 2}}"]}""", 201)).Dispose();
        foreach (string sort in (string[])["position", "-position", "created", "-updated", "priority", "-priority"])
        {
            List<string> seen = [];
            string cursor = "";
            do
            {
                using JsonDocument page = await server.GetAsync($"/api/tasks?sort={sort}&limit=7{(cursor.Length > 0 ? "&cursor=" + Uri.EscapeDataString(cursor) : "")}");
                page.RootElement.GetProperty("total").GetInt32().ShouldBe(25);
                seen.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(task => task.GetProperty("id").GetString()!));
                cursor = page.RootElement.GetProperty("nextCursor").GetString() ?? "";
            }
            while (cursor.Length > 0);
            seen.Count.ShouldBe(25, sort);
            seen.ShouldBeUnique();
        }
        foreach ((string query, int count) in ((string, int)[])[("label=l1", 12), ("q=100%25%207", 1), ("q=TASK", 25), ("priority=2", 8), ("status=done", 0), ("label=l%25", 0)])
        {
            using JsonDocument found = await server.GetAsync($"/api/tasks?{query}");
            found.RootElement.GetProperty("total").GetInt32().ShouldBe(count, query);
        }
        foreach (string query in (string[])["sort=size", "limit=0", "limit=201", "status=nowhere", "cursor=x", "colour=red"]) (await server.GetAsync($"/api/tasks?{query}", 400)).Dispose();
    }

    [Fact]
    public async Task The_board_is_not_sent_again_while_nothing_has_changed()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.AddAsync("true");
        using HttpResponseMessage first = await server.Http.GetAsync("/api/board");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/board");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage again = await server.Http.SendAsync(request);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        await server.AddAsync("true");
        using var third = new HttpRequestMessage(HttpMethod.Get, "/api/board");
        third.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage changed = await server.Http.SendAsync(third);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonDocument.Parse(await changed.Content.ReadAsStringAsync()).RootElement.GetProperty("tasks").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Processes_of_a_run_are_shown_and_get_signals()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("trap 'echo got it' USR1; sleep 60 & echo ready; while :; do wait; done");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}");
        await viewer.ReadUntilTextAsync("ready");
        using JsonDocument processes = await server.GetAsync("/api/processes");
        processes.RootElement[0].GetProperty("runId").GetString().ShouldBe(run);
        int pid = processes.RootElement[0].GetProperty("pid").GetInt32();
        using JsonDocument tree = await server.GetAsync($"/api/runs/{run}/tree");
        tree.RootElement.GetProperty("processes").EnumerateArray().Select(one => one.GetProperty("pid").GetInt32()).ShouldContain(pid);
        tree.RootElement.GetProperty("processes").GetArrayLength().ShouldBeGreaterThanOrEqualTo(2);
        using JsonDocument stats = await server.GetAsync($"/api/runs/{run}/stats");
        stats.RootElement.GetProperty("rss").GetInt64().ShouldBeGreaterThan(0);
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/signal", """{"signal":"SIGUSR1"}""", 204)).Dispose();
        await viewer.ReadUntilTextAsync("got it");
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/signal", """{"signal":"SIGWHAT"}""", 400)).Dispose();
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/kill")).Dispose();
        await server.WaitForAsync(task, "todo");
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/signal", """{"signal":"SIGUSR1"}""", 409)).Dispose();
        string metrics = await server.Http.GetStringAsync("/metrics");
        metrics.ShouldContain("drover_runs_total{state=\"stopped\"} 1\n");
        metrics.ShouldContain("drover_runs_live 0\n");
    }

    [Fact]
    public async Task A_database_that_can_t_be_written_is_said_and_reads_go_on()
    {
        using var disk = new SmallFileSystem(2_000_000);
        Directory.CreateDirectory(Path.Combine(disk.Path, "state"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using (TestServer server = await TestServer.StartAsync($"DROVER_STATE={Path.Combine(disk.Path, "state")}"))
        {
            string task = await server.AddAsync("true");
            disk.Fill();
            using JsonDocument refused = await server.SendAsync(HttpMethod.Post, "/api/tasks", JsonSerializer.Serialize(new { title = "x", context = new string('x', 200_000) }), 503);
            refused.RootElement.GetProperty("detail").GetString()!.ShouldContain("the disk is full");
            using JsonDocument shown = await server.GetAsync($"/api/tasks/{task}");
            using JsonDocument degraded = await server.GetAsync("/readyz", 503);
            degraded.RootElement.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()).ShouldContain(problem => problem!.Contains("can't be written", StringComparison.Ordinal));
            disk.Free();
            using JsonDocument ready = await server.GetAsync("/readyz");
            using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"y"}""", 201);
            await server.StopAsync();
        }
    }

    private static async Task<HttpStatusCode> EditAsync(TestServer server, string task, string tag, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/tasks/{task}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("If-Match", tag);
        using HttpResponseMessage answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
