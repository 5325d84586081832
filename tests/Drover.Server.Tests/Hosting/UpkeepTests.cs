using System.Text.Json;
using Drover.Server.Storage;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;
using Microsoft.Data.Sqlite;

namespace Drover.Server.Tests.Hosting;

/// <summary>What keeps a server going for months: readiness, copies, and logs that do not grow for ever.</summary>
public sealed class UpkeepTests
{
    [Fact]
    public async Task A_locked_database_is_reported_and_reads_go_on()
    {
        await using TestServer server = await TestServer.StartAsync();
        string task = await server.AddAsync("true");
        (await server.GetAsync("/readyz")).Dispose();
        using (Hold(server))
        {
            using JsonDocument health = await server.GetAsync("/readyz", 503);
            health.RootElement.GetProperty("problems")[0].GetString()!.ShouldContain("locked");
            (await server.GetAsync($"/api/tasks/{task}")).Dispose();
            using JsonDocument problem = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t"}""", 503);
            problem.RootElement.GetProperty("code").GetString().ShouldBe("storage_unavailable");
            (await server.GetAsync("/healthz")).Dispose();
        }
        (await server.GetAsync("/readyz")).Dispose();
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run")).Dispose();
        await server.WaitForAsync(task, "review");
    }

    [Fact]
    public async Task Copies_are_whole_boards_while_the_server_runs_and_afterwards()
    {
        await using TestServer server = await TestServer.StartAsync();
        string task = await server.AddAsync("true", "to be kept");
        using JsonDocument copy = await server.SendAsync(HttpMethod.Post, "/api/backup", null, 201);
        string path = copy.RootElement.GetProperty("path").GetString()!;
        path.ShouldStartWith(server.State);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await server.SendAsync(HttpMethod.Delete, $"/api/tasks/{task}", null, 204)).Dispose();
        (await server.StopAsync()).ShouldBe(0);
        foreach (string old in Directory.GetFiles(Path.Combine(server.State, "server"), "board.db*")) File.Delete(old);
        File.Copy(path, Path.Combine(server.State, "server", "board.db"));
        await server.StartAgainAsync();
        using JsonDocument back = await server.GetAsync($"/api/tasks/{task}");
        back.RootElement.GetProperty("title").GetString().ShouldBe("to be kept");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_backup_command_copies_a_whole_board_whether_a_server_runs_or_not(bool isRunning)
    {
        await using TestServer server = await TestServer.StartAsync();
        string task = await server.AddAsync("true", "to be kept");
        if (!isRunning) await server.KillAsync();
        OneProgram made = await OneProgram.RunAsync(Artifacts.Server, [], ["backup", server["copy.db"], "--state", server.State]);
        made.ShouldBe(new OneProgram(0, $"{server["copy.db"]}: {new FileInfo(server["copy.db"]).Length} bytes, a whole copy of {Path.Combine(server.State, "server", "board.db")}\n", ""));
        OneProgram again = await OneProgram.RunAsync(Artifacts.Server, [], ["backup", server["copy.db"], "--state", server.State]);
        (again.ExitStatus, again.Error).ShouldBe((125, $"drover-server: {server["copy.db"]} exists already. Name a file that does not.\n"));
        await using var copy = new SqliteDatabase(server["copy.db"]);
        copy.Read(session => session.QueryText("SELECT title FROM task WHERE seq = @seq", ("@seq", long.Parse(task[2..], System.Globalization.CultureInfo.InvariantCulture)))).ShouldBe("to be kept");
    }

    [Fact]
    public async Task Logs_go_when_the_settings_say_so_and_what_is_known_of_runs_stays()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_CAPACITY=2");
        string task = await server.AddAsync("echo hello; exit 1");
        List<string> runs = [];
        for (int i = 0; i < 3; i++)
        {
            using JsonDocument run = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run");
            runs.Add(run.RootElement.GetProperty("runId").GetString()!);
            await server.WaitForAsync(task, "todo");
        }
        (string live, string liveRun) = await server.RunAsync("echo going; while [ ! -e go ]; do sleep 0.01; done");
        (await server.SendAsync(HttpMethod.Patch, "/api/settings", """{"keptRuns":1}""")).Dispose();
        await GoneAsync(server, runs[0]);
        await GoneAsync(server, runs[1]);
        (await server.Http.GetStringAsync($"/api/runs/{runs[2]}/logs?format=text")).ShouldBe("hello\n");
        (await server.SendAsync(HttpMethod.Patch, "/api/settings", """{"logRetentionMs":1}""")).Dispose();
        await GoneAsync(server, runs[2]);
        (await server.GetAsync($"/api/runs/{runs[0]}/prompt", 410)).Dispose();
        using JsonDocument shown = await server.GetAsync($"/api/runs/{runs[0]}");
        shown.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(1);
        (await server.GetAsync($"/api/runs/{liveRun}/logs")).Dispose();
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await server.WaitForAsync(live, "review");
    }

    [Fact]
    public async Task The_oldest_logs_go_when_all_together_are_more_than_the_settings_say()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_LOG_TOTAL=2G");
        using (JsonDocument settings = await server.GetAsync("/api/settings"))
            (settings.RootElement.GetProperty("logTotalBytes").GetInt64(), settings.RootElement.GetProperty("sources").GetProperty("logTotalBytes").GetString()).ShouldBe((2L << 30, "environment"));
        List<string> runs = [];
        for (int i = 0; i < 4; i++)
        {
            (string task, string run) = await server.RunAsync("head -c 1000 /dev/zero | tr '\\0' x");
            runs.Add(run);
            await server.WaitForAsync(task, "review");
        }
        (await server.SendAsync(HttpMethod.Patch, "/api/settings", """{"logTotalBytes":2500}""")).Dispose();
        await GoneAsync(server, runs[0]);
        await GoneAsync(server, runs[1]);
        foreach (string kept in runs[2..]) (await server.Http.GetStringAsync($"/api/runs/{kept}/logs?format=text")).Length.ShouldBe(1000);
        (await server.SendAsync(HttpMethod.Patch, "/api/settings", """{"logTotalBytes":0}""")).Dispose();
        using JsonDocument none = await server.GetAsync("/api/settings");
        none.RootElement.GetProperty("logTotalBytes").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Only_logs_that_are_there_count_and_the_last_one_stays_however_large()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_CAPACITY=3");
        (await server.SendAsync(HttpMethod.Put, "/api/profiles/capped", """{"command":"/bin/sh","args":["-c","head -c 60000000 /dev/zero"],"limits":{"outputBytes":20000000}}""", 201)).Dispose();
        (string task, string first) = await server.RunAsync("if [ -e second ]; then while [ ! -e go ]; do sleep 0.01; done; else echo hello; exit 1; fi");
        await server.WaitForAsync(task, "todo");
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "second"), "");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run")).Dispose();
        string absent = await server.AddAsync("echo kept; exit 1");
        string there = (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{absent}/run")).RootElement.GetProperty("runId").GetString()!;
        await server.WaitForAsync(absent, "todo");
        (await server.SendAsync(HttpMethod.Put, "/api/profiles/absent", """{"command":"/no/such/agent"}""", 201)).Dispose();
        for (int i = 0; i < 3; i++) (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{absent}/run", """{"profile":"absent"}""", 422)).Dispose();
        string large = await server.AddAsync("");
        string capped = (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{large}/run", """{"profile":"capped"}""")).RootElement.GetProperty("runId").GetString()!;
        await server.WaitForAsync(large, "review");
        // Two runs of another task, of which the older one goes: then all have been looked at.
        (string other, string old) = await server.RunAsync("exit 1");
        await server.WaitForAsync(other, "todo");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{other}/run")).Dispose();
        await server.WaitForAsync(other, "todo");
        // 60 MB were written, 20 are there.
        (await server.SendAsync(HttpMethod.Patch, "/api/settings", """{"keptRuns":1,"logTotalBytes":40000000}""")).Dispose();
        await GoneAsync(server, old);
        (await server.Http.GetStringAsync($"/api/runs/{first}/logs?format=text")).ShouldBe("hello\n");
        (await server.Http.GetStringAsync($"/api/runs/{there}/logs?format=text")).ShouldBe("kept\n");
        (await server.GetAsync($"/api/runs/{capped}/logs?limit=1")).Dispose();
        // Less than the one that ended last has: it alone is left.
        string last = (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{absent}/run")).RootElement.GetProperty("runId").GetString()!;
        await server.WaitForAsync(absent, "todo");
        (await server.SendAsync(HttpMethod.Patch, "/api/settings", """{"keptRuns":null,"logTotalBytes":1}""")).Dispose();
        foreach (string gone in (string[])[first, there, capped]) await GoneAsync(server, gone);
        (await server.Http.GetStringAsync($"/api/runs/{last}/logs?format=text")).ShouldBe("kept\n");
    }

    [Fact]
    public async Task A_run_is_stopped_though_the_database_cannot_be_written()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, _) = await server.RunAsync("exec sleep 60");
        using (Hold(server))
        {
            using JsonDocument problem = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/stop", "{}", 503);
            problem.RootElement.GetProperty("detail").GetString()!.ShouldContain($"{task} was told to stop all the same");
            await Eventually.IsTrueAsync(() => server.Agents().Count == 0, TimeSpan.FromSeconds(20));
        }
        (await server.WaitForAsync(task, "todo")).GetProperty("lastRun").GetProperty("state").GetString().ShouldBe("stopped");
    }

    [Fact]
    public async Task A_start_that_fails_in_an_unforeseen_way_gives_its_slot_back_and_the_queue_goes_on()
    {
        await using TestServer server = await TestServer.StartAsync();
        Directory.CreateDirectory(Path.Combine(server.Workspace, ".git"));
        (await server.SendAsync(HttpMethod.Put, "/api/workspaces/w", JsonSerializer.Serialize(new { path = server.Workspace, worktrees = true }), 201)).Dispose();
        // Where the worktrees belong stands a file.
        await File.WriteAllTextAsync(Path.Combine(server.State, "worktrees"), "");
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t","workspace":"w"}""", 201);
        string task = made.RootElement.GetProperty("id").GetString()!;
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run", null, 500)).Dispose();
        (await server.WaitForAsync(task, "todo")).GetProperty("attention").GetProperty("code").GetString().ShouldBe("start_failed");
        string next = await server.AddAsync("true");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/queue")).Dispose();
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{next}/queue")).Dispose();
        await server.WaitForAsync(next, "review");
        (await server.GetAsync("/readyz")).Dispose();
    }

    private static SqliteConnection Hold(TestServer server)
    {
        SystemSqlite.Bind();
        var connection = new SqliteConnection($"Data Source={Path.Combine(server.State, "server", "board.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    private static Task GoneAsync(TestServer server, string run) =>
        Eventually.IsTrueAsync(() => (int)server.Http.GetAsync($"/api/runs/{run}/logs").Result.StatusCode == 410, TimeSpan.FromSeconds(20));
}
