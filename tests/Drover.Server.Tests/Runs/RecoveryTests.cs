using System.Text.Json;
using Drover.Engine.Processes;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Runs;

/// <summary>What becomes of runs when the server is killed with SIGKILL.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task A_run_goes_on_and_its_output_is_whole()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("i=0; while [ ! -e go ] || [ $i -lt 300 ]; do i=$((i+1)); echo $i; sleep 0.001; done; exit 0");
        using (LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}"))
            await viewer.ReadUntilTextAsync("\n50\n");
        int pid = (await server.WaitForAsync(task, "running")).GetProperty("pid").GetInt32();
        await server.KillAsync();
        ProcessTable.IsAlive(pid).ShouldBeTrue();
        await server.StartAgainAsync();

        using JsonDocument report = await server.GetAsync("/api/recovery");
        report.RootElement.GetProperty("reattached").EnumerateArray().Select(id => id.GetString()).ShouldBe([run]);
        using LogViewer again = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}?after=0");
        await again.ReadUntilAsync("caught-up");
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        (await again.ReadToCloseAsync()).ShouldBe(1000);
        int lines = again.Text.Split('\n').Length - 1;
        again.Text.ShouldBe(string.Concat(Enumerable.Range(1, lines).Select(i => $"{i}\n")));
        await server.WaitForAsync(task, "review");
        using JsonDocument shown = await server.GetAsync($"/api/runs/{run}");
        shown.RootElement.GetProperty("recovered").GetInt32().ShouldBe(1);
        shown.RootElement.GetProperty("pid").GetInt32().ShouldBe(pid);
    }

    [Fact]
    public async Task A_live_run_whose_status_cannot_be_read_for_a_while_is_not_lost()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("echo $$ >>starts; while [ ! -e go ]; do sleep 0.01; done");
        await Eventually.IsTrueAsync(() => File.Exists(Path.Combine(server.Workspace, "starts")));
        string durable = (await server.GetAsync($"/api/runs/{run}")).RootElement.GetProperty("durableId").GetString()!;
        await server.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(server.State, "runs", durable, "status.json"), "{ half of it");
        await server.StartAgainAsync();
        (await server.WaitForAsync(task, "running")).GetProperty("attempts").GetInt32().ShouldBe(1);
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        // Its shim writes the status anew at the end.
        await server.WaitForAsync(task, "review");
        File.ReadAllLines(Path.Combine(server.Workspace, "starts")).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("exit 0", "review", "succeeded")]
    [InlineData("exit 9", "todo", "failed")]
    public async Task A_run_that_ends_meanwhile_is_settled_from_its_recorded_status(string end, string lane, string state)
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync($"while [ ! -e go ]; do sleep 0.01; done; echo the last words; {end}");
        await server.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        // Its shim writes the last word after the agent has gone.
        using (var store = new Drover.Runs.RunStore(server.State)) await Eventually.IsTrueAsync(() => store.ListLive().Count == 0);
        await server.StartAgainAsync();
        JsonElement shown = await server.WaitForAsync(task, lane);
        shown.GetProperty("lastRun").GetProperty("state").GetString().ShouldBe(state);
        shown.GetProperty("logs").EnumerateArray().Last().GetString().ShouldBe("the last words");
        using JsonDocument report = await server.GetAsync("/api/recovery");
        report.RootElement.GetProperty("settled").EnumerateArray().Single().GetString().ShouldBe(run);
    }

    [Fact]
    public async Task A_stop_that_was_asked_for_is_remembered()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_STOP_GRACE=60s");
        (string task, _) = await server.RunAsync("trap 'touch told' TERM; echo ready; while [ ! -e go ]; do sleep 0.01; done; exit 0");
        using (LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}")) await viewer.ReadUntilTextAsync("ready");
        using JsonDocument stop = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/stop");
        await Eventually.IsTrueAsync(() => File.Exists(Path.Combine(server.Workspace, "told")));
        await server.KillAsync();
        await server.StartAgainAsync();
        await server.WaitForAsync(task, "stopping");
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        // It exits with 0, and still: it was to be stopped.
        JsonElement shown = await server.WaitForAsync(task, "todo");
        shown.GetProperty("attention").GetProperty("code").GetString().ShouldBe("stopped");
        shown.GetProperty("lastRun").GetProperty("exitCode").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_run_whose_shim_was_killed_is_lost_and_its_task_is_tried_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("[ -e second ] && exit 0; touch second; exec sleep 60");
        await Eventually.IsTrueAsync(() => File.Exists(Path.Combine(server.Workspace, "second")));
        await server.KillAsync();
        using (var store = new Drover.Runs.RunStore(server.State))
            store.ListLive().Single().Shim.TrySignal(9).ShouldBe(SignalResult.Sent);
        await server.StartAgainAsync();
        JsonElement shown = await server.WaitForAsync(task, "review");
        shown.GetProperty("attempts").GetInt32().ShouldBe(2);
        using JsonDocument lost = await server.GetAsync($"/api/runs/{run}");
        lost.RootElement.GetProperty("state").GetString().ShouldBe("lost");
        server.Agents().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_whose_runs_are_lost_again_and_again_is_left_to_a_person()
    {
        await using TestServer server = await TestServer.StartAsync();
        // The parent of an agent is its shim.
        (string task, _) = await server.RunAsync("echo once >>starts; kill -9 $PPID; exec sleep 60");
        JsonElement shown = await server.WaitForAsync(task, "todo", 60);
        shown.GetProperty("attention").GetProperty("code").GetString().ShouldBe("recovery_limit");
        shown.GetProperty("attempts").GetInt32().ShouldBe(4);
        File.ReadAllLines(Path.Combine(server.Workspace, "starts")).Length.ShouldBe(4);
        server.Agents().ShouldBeEmpty();
    }

    [Fact]
    public async Task Killing_the_server_at_any_moment_loses_and_doubles_nothing()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_CAPACITY=3");
        var random = new Random(7);
        List<string> tasks = [];
        List<long> took = [];
        int rounds = Environment.GetEnvironmentVariable("DROVER_SOAK") is { Length: > 0 } ? 100 : 12;
        for (int round = 0; round < rounds; round++)
        {
            // Each run writes its id into a file of its task once: a second line would be a second execution of the same attempt.
            for (int i = 0; i < 3; i++) tasks.Add(await server.AddAsync("echo $RUN_ID >> $TASK_ID; sleep 0.0$((RANDOM % 9)) 2>/dev/null || sleep 0.03; echo $RUN_ID ended"));
            int stopAt = random.Next(0, 60);
            Task[] asked = [.. tasks.TakeLast(3).Select(async (task, i) =>
            {
                try
                {
                    using JsonDocument answer = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/queue");
                    // One of them is stopped, before its start, during its run or at its end.
                    if (i > 0) return;
                    await Task.Delay(stopAt);
                    using HttpResponseMessage stopped = await server.Http.PostAsync(new Uri($"/api/tasks/{task}/stop", UriKind.Relative), null);
                }
                catch (Exception e) when (e is HttpRequestException or System.Net.Sockets.SocketException)
                {
                    // The server was killed before it could answer, or while the connection was made.
                }
            })];
            await Task.Delay(random.Next(0, 120));
            await server.KillAsync();
            await Task.WhenAll(asked);
            await server.StartAgainAsync();
            using JsonDocument report = await server.GetAsync("/api/recovery");
            took.Add(report.RootElement.GetProperty("tookMs").GetInt64());
        }
        // Until every live run is followed again.
        took.ShouldAllBe(ms => ms < 3000);
        foreach (string task in tasks)
        {
            JsonElement shown = await Settled(server, task);
            string path = Path.Combine(server.Workspace, task);
            string[] executed = File.Exists(path) ? await File.ReadAllLinesAsync(path) : [];
            executed.ShouldBeUnique();
            using JsonDocument runs = await server.GetAsync($"/api/tasks/{task}/runs");
            string[] known = [.. runs.RootElement.GetProperty("items").EnumerateArray().Select(run => run.GetProperty("id").GetString()!)];
            executed.Except(known).ShouldBeEmpty("a run that the board does not know");
            if (shown.GetProperty("status").GetString() == "review")
            {
                using JsonDocument log = await server.GetAsync($"/api/runs/{shown.GetProperty("lastRun").GetProperty("id").GetString()}/logs");
                string.Concat(log.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("text").GetString())).ShouldBe($"{executed[^1]} ended\n");
            }
        }
        server.Agents().ShouldBeEmpty();
    }

    // A request that the kill interrupted may have been lost before it was stored: then the task rests where it was.
    private static async Task<JsonElement> Settled(TestServer server, string task)
    {
        JsonElement shown = default;
        for (int look = 0; look < 2000; look++)
        {
            using JsonDocument document = await server.GetAsync($"/api/tasks/{task}");
            shown = document.RootElement.Clone();
            if (shown.GetProperty("status").GetString() is "review" or "todo") return shown;
            await Task.Delay(10);
        }
        throw new TimeoutException($"{task} is stuck: {shown}");
    }
}
