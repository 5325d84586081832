using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Queues;

public sealed class QueueTests
{
    [Fact]
    public async Task Waiting_tasks_are_started_in_order_of_priority_and_place()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string first, _) = await server.RunAsync("while [ ! -e go ]; do sleep 0.01; done");
        string low = await server.AddAsync("echo low >> order");
        string middle = await server.AddAsync("echo middle >> order");
        string high = await server.AddAsync("echo high >> order");
        using JsonDocument patched = await server.SendAsync(HttpMethod.Patch, $"/api/tasks/{high}", """{"priority":5}""");
        foreach (string task in (string[])[low, middle])
        {
            using JsonDocument queued = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/queue");
            queued.RootElement.GetProperty("status").GetString().ShouldBe("queued");
        }
        using JsonDocument answer = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{high}/run", """{"ifBusy":"queue"}""", 202);
        answer.RootElement.GetProperty("position").GetInt32().ShouldBe(1);
        using JsonDocument reordered = await server.SendAsync(HttpMethod.Post, "/api/queue/reorder", $$"""{"ids":["{{middle}}","{{low}}"]}""");
        reordered.RootElement.EnumerateArray().Select(one => $"{one.GetProperty("taskId")} {one.GetProperty("code")}").ShouldBe([$"{high} busy", $"{middle} busy", $"{low} busy"]);
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        foreach (string task in (string[])[first, low, middle, high]) await server.WaitForAsync(task, "review");
        (await File.ReadAllTextAsync(Path.Combine(server.Workspace, "order"))).ShouldBe("high\nmiddle\nlow\n");
    }

    [Fact]
    public async Task A_task_waits_for_those_it_depends_on_and_circles_are_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        string first = await server.AddAsync("true");
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", $$"""{"title":"second","context":"true","dependsOn":["{{first}}"]}""", 201);
        string second = made.RootElement.GetProperty("id").GetString()!;
        using JsonDocument circle = await server.SendAsync(HttpMethod.Patch, $"/api/tasks/{first}", $$"""{"dependsOn":["{{second}}"]}""", 400);
        circle.RootElement.GetProperty("detail").GetString()!.ShouldContain($"goes round in a circle: {first} → {second} → {first}");
        using JsonDocument missing = await server.SendAsync(HttpMethod.Patch, $"/api/tasks/{first}", """{"dependsOn":["t-77"]}""", 400);

        using JsonDocument queued = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{second}/queue");
        JsonElement blocked = await server.WaitForAsync(second, "blocked");
        blocked.GetProperty("attention").GetProperty("text").GetString().ShouldBe($"Waits for {first}");
        using JsonDocument explained = await server.GetAsync("/api/queue/explain");
        explained.RootElement[0].GetProperty("code").GetString().ShouldBe("blocked");
        using JsonDocument run = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{first}/run");
        await server.WaitForAsync(first, "review");
        using JsonDocument approved = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{first}/approve");
        await server.WaitForAsync(second, "review");
    }

    [Fact]
    public async Task A_pause_holds_the_queue_and_ends_by_itself()
    {
        await using TestServer server = await TestServer.StartAsync();
        string task = await server.AddAsync("true");
        long until = TimeProvider.System.GetUtcNow().AddMilliseconds(700).ToUnixTimeMilliseconds();
        using JsonDocument paused = await server.SendAsync(HttpMethod.Post, "/api/queue/pause", $$"""{"reason":"lunch","untilMs":{{until}}}""");
        paused.RootElement.GetProperty("paused").GetBoolean().ShouldBeTrue();
        using JsonDocument queued = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/queue");
        using JsonDocument explained = await server.GetAsync("/api/queue/explain");
        explained.RootElement[0].GetProperty("text").GetString()!.ShouldStartWith("The queue is paused: lunch, until ");
        JsonElement done = await server.WaitForAsync(task, "review");
        done.GetProperty("lastRun").GetProperty("startedAt").GetDateTimeOffset().ToUnixTimeMilliseconds().ShouldBeGreaterThanOrEqualTo(until);
    }

    [Fact]
    public async Task A_failure_is_tried_again_later_until_the_attempts_are_used_up()
    {
        await using TestServer server = await TestServer.StartAsync();
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t","context":"echo x >> tries; exit 1","onFailure":"retry","maxAttempts":3,"backoffMs":50}""", 201);
        string task = made.RootElement.GetProperty("id").GetString()!;
        using JsonDocument run = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run");
        JsonElement failed = await server.WaitForAsync(task, "failed");
        failed.GetProperty("attempts").GetInt32().ShouldBe(3);
        (await File.ReadAllLinesAsync(Path.Combine(server.Workspace, "tries"))).Length.ShouldBe(3);
        using JsonDocument runs = await server.GetAsync($"/api/tasks/{task}/runs");
        runs.RootElement.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("cause").GetString()).ShouldBe(["retry", "retry", "user"]);
    }

    [Fact]
    public async Task Timeouts_end_a_run_as_what_they_are()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_CAPACITY=2");
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t","context":"while :; do echo x; sleep 0.01; done","timeoutMs":300}""", 201);
        using JsonDocument idle = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t","context":"echo once; sleep 60","idleTimeoutMs":300}""", 201);
        foreach (string task in (string[])["t-1", "t-2"]) (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run")).Dispose();
        JsonElement timedOut = await server.WaitForAsync("t-1", "todo");
        timedOut.GetProperty("attention").GetProperty("code").GetString().ShouldBe("timeout");
        timedOut.GetProperty("lastRun").GetProperty("state").GetString().ShouldBe("timed_out");
        (await server.WaitForAsync("t-2", "todo")).GetProperty("lastRun").GetProperty("state").GetString().ShouldBe("idle_timed_out");
        server.Agents().ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_clients_at_once_never_get_above_the_capacity_and_leave_nothing_stuck()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_CAPACITY=3");
        string[] tasks = new string[12];
        // Each agent counts who is there with it.
        for (int i = 0; i < tasks.Length; i++) tasks[i] = await server.AddAsync("mkdir -p in; : > in/$RUN_ID; ls in | wc -l >> most; sleep 0.03; rm in/$RUN_ID");
        int started = 0;
        // Minutes with --soak.
        long until = Environment.TickCount64 + (Environment.GetEnvironmentVariable("DROVER_SOAK") is { Length: > 0 } ? 300_000 : 0);
        string[] verbs = ["run", "stop", "queue", "run", "dequeue"];
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async client =>
        {
            var random = new Random(client);
            while (Volatile.Read(ref started) < 40 || Environment.TickCount64 < until)
            {
                string path = $"/api/tasks/{tasks[random.Next(tasks.Length)]}/{verbs[random.Next(verbs.Length)]}";
                using HttpResponseMessage answer = await server.Http.PostAsync(path, null);
                ((int)answer.StatusCode).ShouldBeOneOf(200, 404, 409);
                if (path.EndsWith("run", StringComparison.Ordinal) && answer.IsSuccessStatusCode) Interlocked.Increment(ref started);
                if (random.Next(4) == 0) (await server.Http.PostAsync($"/api/tasks/{tasks[random.Next(tasks.Length)]}/reject", null)).Dispose();
            }
        }));
        using JsonDocument drained = await server.SendAsync(HttpMethod.Post, "/api/queue/drain");
        foreach (string task in tasks)
        {
            using HttpResponseMessage answer = await server.Http.PostAsync($"/api/tasks/{task}/stop", new StringContent("""{"wait":true}""", System.Text.Encoding.UTF8, "application/json"));
        }
        using JsonDocument board = await server.GetAsync("/api/board");
        board.RootElement.GetProperty("queue").GetProperty("active").GetInt32().ShouldBe(0);
        board.RootElement.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("status").GetString()).ShouldAllBe(status => status != "running" && status != "stopping");
        server.Agents().ShouldBeEmpty();
        // Nothing that it started is left as a zombie.
        await Eventually.IsTrueAsync(() => ProcessTable.ChildrenOf(server.Pid).Count == 0, describe: () => string.Join(", ", ProcessTable.ChildrenOf(server.Pid)));
        // A stopped agent leaves its mark behind, so what counts is the board's own record: never more than three runs overlapped.
        List<(DateTimeOffset At, int Step)> edges = [];
        string? cursor = "";
        while (cursor is not null)
        {
            using JsonDocument runs = await server.GetAsync($"/api/runs?limit=200&cursor={cursor}");
            foreach (JsonElement run in runs.RootElement.GetProperty("items").EnumerateArray())
            {
                if (run.GetProperty("startedAt").ValueKind == JsonValueKind.Null) continue;
                edges.Add((run.GetProperty("startedAt").GetDateTimeOffset(), 1));
                edges.Add((run.GetProperty("endedAt").GetDateTimeOffset(), -1));
            }
            cursor = runs.RootElement.GetProperty("nextCursor").GetString();
        }
        int now = 0;
        foreach ((DateTimeOffset _, int step) in edges.OrderBy(edge => edge.At).ThenBy(edge => edge.Step)) (now += step).ShouldBeLessThanOrEqualTo(3);
        edges.Count.ShouldBeGreaterThanOrEqualTo(80);
    }
}
