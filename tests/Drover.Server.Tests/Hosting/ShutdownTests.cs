using System.Diagnostics;
using System.Text.Json;
using Drover.Engine.Signals;
using Drover.Server.Storage;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;
using Microsoft.Data.Sqlite;

namespace Drover.Server.Tests.Hosting;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Sigterm_stops_all_runs_within_one_budget_and_names_them()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_CAPACITY=4", "DROVER_SHUTDOWN_GRACE=4s", "DROVER_STOP_GRACE=30s");
        List<string> tasks = [];
        for (int i = 0; i < 4; i++)
        {
            (string task, _) = await server.RunAsync(i < 2 ? "trap '' TERM; echo ready; while :; do sleep 0.1; done" : "echo ready; exec sleep 60");
            tasks.Add(task);
            using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}");
            await viewer.ReadUntilTextAsync("ready");
        }
        long began = Stopwatch.GetTimestamp();
        (await server.StopAsync()).ShouldBe(0, server.Words);
        // Two of them ignore the signal: together they took one budget, not two.
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(6));
        server.Agents().ShouldBeEmpty();
        foreach (string task in tasks) server.Words.ShouldContain($"{task} (pid ");
        await server.StartAgainAsync();
        foreach (string task in tasks)
            (await server.WaitForAsync(task, "todo")).GetProperty("attention").GetProperty("code").GetString().ShouldBe("shutdown");
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_keeps_no_agent_alive()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_SHUTDOWN_GRACE=6s");
        (string task, _) = await server.RunAsync("exec sleep 60");
        SystemSqlite.Bind();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(server.State, "server", "board.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            (await server.StopAsync()).ShouldBe(0, server.Words);
            server.Agents().ShouldBeEmpty();
        }
        await server.StartAgainAsync();
        (await server.WaitForAsync(task, "todo")).GetProperty("lastRun").GetProperty("state").GetString().ShouldBe("stopped");
    }

    [Fact]
    public async Task A_second_signal_kills_at_once()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_SHUTDOWN_GRACE=60s", "DROVER_STOP_GRACE=60s");
        (string task, _) = await server.RunAsync("trap '' TERM; echo ready; while :; do sleep 0.1; done");
        using (LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}")) await viewer.ReadUntilTextAsync("ready");
        server.Signal(Signal.TERM);
        await Eventually.IsTrueAsync(() => server.Words.Contains("stopping", StringComparison.Ordinal));
        server.Signal(Signal.INT);
        await Eventually.IsTrueAsync(() => server.HasEnded, TimeSpan.FromSeconds(15), () => server.Words);
        server.ExitStatus.ShouldBe(0);
        server.Words.ShouldContain($"killing {task} (pid ");
        server.Agents().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("signal")]
    [InlineData("option")]
    [InlineData("request")]
    public async Task Leaving_keeps_runs_for_the_next_server(string how)
    {
        await using TestServer server = TestServer.Prepare();
        await server.StartAgainAsync(how == "option" ? ["--on-exit", "leave"] : []);
        (string task, string run) = await server.RunAsync("while [ ! -e go ]; do sleep 0.01; done; echo through");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}");
        await viewer.ReadUntilAsync("caught-up");
        if (how == "request") (await server.SendAsync(HttpMethod.Post, "/api/shutdown", """{"mode":"leave"}""", 202)).Dispose();
        else server.Signal(how == "signal" ? Signal.HUP : Signal.TERM);
        // Viewers are told to come back.
        (await viewer.ReadToCloseAsync()).ShouldBe(1001);
        await Eventually.IsTrueAsync(() => server.HasEnded, TimeSpan.FromSeconds(20), () => server.Words);
        server.ExitStatus.ShouldBe(0);
        server.Agents().ShouldNotBeEmpty();
        await server.StartAgainAsync();
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        (await server.WaitForAsync(task, "review")).GetProperty("lastRun").GetProperty("id").GetString().ShouldBe(run);
    }

    [Fact]
    public async Task Draining_waits_and_starts_nothing()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_CAPACITY=2");
        (string task, _) = await server.RunAsync("while [ ! -e go ]; do sleep 0.01; done");
        string other = await server.AddAsync("true");
        (await server.SendAsync(HttpMethod.Post, "/api/shutdown", """{"mode":"drain"}""", 202)).Dispose();
        await Eventually.IsTrueAsync(() => server.Words.Contains($"waiting for {task}", StringComparison.Ordinal));
        using JsonDocument refused = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{other}/run", null, 503);
        refused.RootElement.GetProperty("code").GetString().ShouldBe("draining");
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await Eventually.IsTrueAsync(() => server.HasEnded, TimeSpan.FromSeconds(20), () => server.Words);
        await server.StartAgainAsync();
        await server.WaitForAsync(task, "review");
    }

    [Fact]
    public async Task A_second_server_on_the_same_state_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using TestServer second = TestServer.Prepare($"DROVER_STATE={server.State}");
        second.Fail().ShouldContain("Another drover-server uses the state directory");
        second.ExitStatus.ShouldBe(2);
        using JsonDocument alive = await server.GetAsync("/healthz");
    }

    [Theory]
    [InlineData("--port", "99999", "--port: '99999' is not a number from 0 to 65535")]
    [InlineData("--nope", "1", "'--nope' is not known")]
    [InlineData("--listen", "nowhere", "--listen: 'nowhere' is no address")]
    [InlineData("--on-exit", "burn", "--on-exit: 'burn' is not stop, leave or drain")]
    public async Task Wrong_options_are_refused_by_name(string option, string value, string message)
    {
        await using TestServer server = TestServer.Prepare();
        server.Fail(option, value).ShouldContain(message);
        server.ExitStatus.ShouldBe(2);
    }
}
