using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Contracts;

/// <summary>The tests that the contract names, and what it says of each request (R3-01 to R3-25).</summary>
public sealed class ContractTests
{
    [Fact]
    public async Task Start_answers_with_the_pid_of_a_live_agent_in_the_workspace()
    {
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.AddAsync("pwd; echo \"$TASK_ID\"; exec sleep 60");
        using JsonDocument answer = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/run");
        JsonElement run = answer.RootElement;
        run.GetProperty("status").GetString().ShouldBe("running");
        run.GetProperty("taskId").GetString().ShouldBe(id);
        run.GetProperty("runId").GetString()!.ShouldStartWith("r_");
        int pid = run.GetProperty("pid").GetInt32();
        ProcessTable.IsAlive(pid).ShouldBeTrue();

        JsonElement task = await server.WaitForAsync(id, "running");
        task.GetProperty("pid").GetInt32().ShouldBe(pid);
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{id}");
        await viewer.ReadUntilTextAsync($"{server.Workspace}\n{id}\n");
    }

    [Fact]
    public async Task Output_reaches_a_viewer_with_its_stream_and_time()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("while [ ! -e go ]; do sleep 0.01; done; echo to-out; sleep 0.05; echo to-err >&2");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{id}");
        await viewer.ReadUntilAsync("caught-up");
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await viewer.ReadUntilAsync("exit");

        viewer.Types.Take(3).ShouldBe(["hello", "history", "caught-up"]);
        JsonElement output = viewer.Messages.Single(message => LogViewer.Type(message) == "stdout");
        output.GetProperty("data").GetString().ShouldBe("to-out\n");
        DateTimeOffset.Parse(output.GetProperty("timestamp").GetString()!).ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        viewer.Messages.Single(message => LogViewer.Type(message) == "stderr").GetProperty("data").GetString().ShouldBe("to-err\n");
        JsonElement exit = viewer.Messages[^1];
        exit.GetProperty("data").GetString().ShouldBe("Process exited with code 0");
        exit.GetProperty("exitCode").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Stop_ends_the_agent_and_all_that_it_started()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, string run) = await server.RunAsync("trap '' TERM; sleep 60 & setsid sleep 60 & echo ready; wait; wait");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{id}");
        await viewer.ReadUntilTextAsync("ready");
        server.Agents().Count.ShouldBeGreaterThanOrEqualTo(3);

        using JsonDocument answer = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/stop");
        answer.RootElement.GetProperty("status").GetString().ShouldBe("stopping");
        answer.RootElement.GetProperty("runId").GetString().ShouldBe(run);
        JsonElement task = await server.WaitForAsync(id, "todo");
        server.Agents().ShouldBeEmpty();
        task.GetProperty("attention").GetProperty("code").GetString().ShouldBe("stopped");
        task.GetProperty("lastRun").GetProperty("state").GetString().ShouldBe("stopped");
    }

    [Fact]
    public async Task Transitions_are_seen_on_the_way_and_kept_with_their_cause()
    {
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.AddAsync("trap 'sleep 0.2; exit 0' TERM; echo ready; while :; do sleep 0.01; done");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{id}");
        await viewer.ReadUntilAsync("caught-up");
        using JsonDocument started = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/run");
        await viewer.ReadUntilTextAsync("ready");
        using JsonDocument stopped = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/stop");
        await viewer.ReadUntilAsync("exit");

        IEnumerable<string> seen = viewer.Messages.Where(message => LogViewer.Type(message) == "status")
            .Select(message => $"{message.GetProperty("from")} {message.GetProperty("to")} {message.GetProperty("cause")}");
        seen.ShouldBe(["todo running user", "running stopping user", "stopping todo run"]);
        using JsonDocument events = await server.GetAsync($"/api/tasks/{id}/events");
        events.RootElement.EnumerateArray().Select(entry => entry.GetProperty("kind").GetString()).ShouldBe(["run-asked", "started", "stop-asked", "ended"]);
    }

    [Fact]
    public async Task A_second_run_is_refused_with_409_and_the_running_task()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string first, _) = await server.RunAsync("exec sleep 60");
        string second = await server.AddAsync("true");
        using JsonDocument busy = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{second}/run", null, 409);
        busy.RootElement.GetProperty("type").GetString().ShouldBe("/problems/agent-busy");
        busy.RootElement.GetProperty("runningTaskId").GetString().ShouldBe(first);
        busy.RootElement.GetProperty("error").GetString().ShouldBe($"1 of 1 slots in use by {first}");
        busy.RootElement.GetProperty("capacity").GetInt32().ShouldBe(1);

        using JsonDocument again = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{first}/run", null, 409);
        again.RootElement.GetProperty("type").GetString().ShouldBe("/problems/invalid-state");
        again.RootElement.GetProperty("runningTaskId").GetString().ShouldBe(first);
        again.RootElement.GetProperty("allowed").EnumerateArray().Select(lane => lane.GetString()).ShouldContain("todo");
        (await server.WaitForAsync(second, "todo")).GetProperty("attempts").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Exit_0_leads_to_review_with_the_newest_lines()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, _) = await server.RunAsync("i=0; while [ $i -lt 120 ]; do i=$((i+1)); echo line $i; done; printf 'no newline'");
        JsonElement task = await server.WaitForAsync(id, "review");
        task.GetProperty("attention").ValueKind.ShouldBe(JsonValueKind.Null);
        string[] lines = [.. task.GetProperty("logs").EnumerateArray().Select(line => line.GetString()!)];
        lines.Length.ShouldBe(50);
        lines[0].ShouldBe("line 72");
        lines[^2].ShouldBe("line 120");
        lines[^1].ShouldBe("no newline");
    }

    [Fact]
    public async Task As_many_of_the_newest_lines_are_kept_as_was_asked_for_while_it_runs_too()
    {
        await using TestServer server = await TestServer.StartAsync("MAX_LOG_LINES=3");
        (string id, _) = await server.RunAsync("seq 1 100; while [ ! -e go ]; do sleep 0.01; done; seq 101 200");
        using (LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{id}")) await viewer.ReadUntilTextAsync("100\n");
        Lines(await server.WaitForAsync(id, "running")).ShouldBe(["98", "99", "100"]);
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        Lines(await server.WaitForAsync(id, "review")).ShouldBe(["198", "199", "200"]);

        static IEnumerable<string> Lines(JsonElement task) => task.GetProperty("logs").EnumerateArray().Select(line => line.GetString()!);
    }

    [Fact]
    public async Task A_stop_gives_five_seconds_unless_something_else_is_set()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_STOP_GRACE=");
        (string id, string run) = await server.RunAsync("trap '' TERM; echo ready; while :; do sleep 0.1; done");
        using (LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{id}")) await viewer.ReadUntilTextAsync("ready");
        using JsonDocument stopping = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/stop");
        JsonElement shown = await server.WaitForAsync(id, "todo");
        shown.GetProperty("attention").GetProperty("code").GetString().ShouldBe("stopped");
        using JsonDocument ended = await server.GetAsync($"/api/runs/{run}");
        JsonElement stop = ended.RootElement.GetProperty("stop");
        (stop.GetProperty("graceMs").GetInt64(), stop.GetProperty("escalated").GetBoolean(), ended.RootElement.GetProperty("signal").GetString()).ShouldBe((5000, true, "SIGKILL"));
        // The whole of it, and not until its leader has been told.
        (ended.RootElement.GetProperty("endedAt").GetDateTimeOffset() - stop.GetProperty("askedAt").GetDateTimeOffset()).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(4.9));
        server.Agents().ShouldBeEmpty();
    }

    [Fact]
    public async Task Any_other_exit_leads_to_todo_with_attention()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string id, string run) = await server.RunAsync("echo sorry >&2; exit 3");
        JsonElement task = await server.WaitForAsync(id, "todo");
        task.GetProperty("attention").GetProperty("code").GetString().ShouldBe("exit_code");
        task.GetProperty("attention").GetProperty("text").GetString().ShouldBe("Exited with code 3");
        using JsonDocument shown = await server.GetAsync($"/api/runs/{run}");
        shown.RootElement.GetProperty("state").GetString().ShouldBe("failed");
        shown.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task An_absent_command_is_a_clear_422_and_holds_no_slot()
    {
        await using TestServer server = await TestServer.StartAsync("AGENT_COMMAND=no-such-agent-here");
        string id = await server.AddAsync("true");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{id}");
        await viewer.ReadUntilAsync("caught-up");
        using JsonDocument problem = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/run", null, 422);
        problem.RootElement.GetProperty("type").GetString().ShouldBe("/problems/agent-not-found");
        JsonElement told = await viewer.ReadUntilAsync("error");
        told.GetProperty("code").GetString().ShouldBe("agent_not_found");
        told.GetProperty("data").GetString()!.ShouldContain("no-such-agent-here");
        string detail = problem.RootElement.GetProperty("detail").GetString()!;
        detail.ShouldContain("no-such-agent-here");
        detail.ShouldContain("AGENT_COMMAND");
        JsonElement task = await server.WaitForAsync(id, "todo");
        task.GetProperty("attention").GetProperty("code").GetString().ShouldBe("agent_not_found");
        task.GetProperty("lastRun").GetProperty("state").GetString().ShouldBe("start_failed");
        // No phantom run, no leaked slot: the next one is refused for the same reason and no other.
        using JsonDocument again = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/run", null, 422);
        using JsonDocument board = await server.GetAsync("/api/board");
        board.RootElement.GetProperty("queue").GetProperty("active").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task An_agent_that_is_no_program_is_a_clear_422()
    {
        await using TestServer server = TestServer.Prepare();
        await File.WriteAllTextAsync(server["not-executable"], "text");
        server.Set($"AGENT_COMMAND={server["not-executable"]}");
        await server.StartAgainAsync();
        string id = await server.AddAsync("true");
        using JsonDocument problem = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/run", null, 422);
        problem.RootElement.GetProperty("type").GetString().ShouldBe("/problems/agent-not-executable");
    }

    [Fact]
    public async Task Requests_about_nothing_are_404()
    {
        await using TestServer server = await TestServer.StartAsync();
        foreach (string verb in (string[])["run", "stop"])
        {
            using JsonDocument problem = await server.SendAsync(HttpMethod.Post, $"/api/tasks/t-99/{verb}", null, 404);
            problem.RootElement.GetProperty("code").GetString().ShouldBe("task_not_found");
        }
        string id = await server.AddAsync("true");
        using JsonDocument stop = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/stop", null, 404);
        stop.RootElement.GetProperty("code").GetString().ShouldBe("not_running");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, "/ws/logs/t-99");
        (await viewer.ReadToCloseAsync()).ShouldBe(4404);
        viewer.Types.ShouldBe(["error"]);
        viewer.Messages[0].GetProperty("code").GetString().ShouldBe("task_not_found");
    }
}
