using System.Globalization;
using System.Text.Json;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Resources;

public sealed class ResourceEndpointTests
{
    // A shell that keeps a processor busy beside a child that sleeps.
    private const string Busy = "sleep 300 & while [ ! -e go ]; do :; done; kill $!; exit 0";

    [Fact]
    public async Task What_a_run_uses_is_told_while_it_lives_and_after_it_and_after_a_restart()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync(Busy);
        JsonElement live = await RowsAsync(server, run, rows => rows.GetArrayLength() >= 4);
        live[0][1].ValueKind.ShouldBe(JsonValueKind.Null);
        double[] last = [.. live[live.GetArrayLength() - 1].EnumerateArray().Select(value => value.GetDouble())];
        last[1].ShouldBeInRange(0.1, 130);
        last[2].ShouldBeGreaterThan(100_000);
        last[3].ShouldBe(2);

        await server.KillAsync();
        await server.StartAgainAsync();
        using (JsonDocument shown = await server.GetAsync("/api/processes"))
        {
            JsonElement first = shown.RootElement[0];
            first.GetProperty("runId").GetString().ShouldBe(run);
            first.GetProperty("idleForMs").GetInt64().ShouldBeGreaterThan(0);
        }
        await RowsAsync(server, run, rows => rows.GetArrayLength() >= 2);
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await server.WaitForAsync(task, "review");
        JsonElement after = await RowsAsync(server, run, rows => rows.GetArrayLength() >= 2);
        after.EnumerateArray().Select(row => row[0].GetDouble()).ShouldBeInOrder();
    }

    [Fact]
    public async Task A_shim_that_is_stopped_holds_up_no_table_of_processes()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, string run) = await server.RunAsync("exec sleep 60");
        using JsonDocument shown = await server.GetAsync($"/api/runs/{run}");
        using var store = new Drover.Runs.RunStore(server.State);
        Drover.Runs.RunStatus status = store.ListLive().Single();
        _ = status.Shim.TrySignal(Engine.Signals.Signal.STOP.Number);
        try
        {
            using JsonDocument listed = await server.GetAsync("/api/processes");
            listed.RootElement[0].GetProperty("runId").GetString().ShouldBe(run);
            using JsonDocument tree = await server.GetAsync($"/api/runs/{run}/tree", 503);
            tree.RootElement.GetProperty("detail").GetString()!.ShouldContain("kill -CONT");
        }
        finally
        {
            _ = status.Shim.TrySignal(Engine.Signals.Signal.CONT.Number);
        }
        using JsonDocument again = await server.GetAsync($"/api/runs/{run}/tree");
        again.RootElement.GetProperty("processes").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_viewer_is_told_what_the_run_uses_and_a_table_of_processes_too()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync(Busy);
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}");
        JsonElement first = await viewer.ReadUntilAsync("resources");
        first.GetProperty("runId").GetString().ShouldBe(run);
        // The first look may come before its child.
        while (first.GetProperty("procs").GetInt32() < 2) first = await viewer.ReadUntilAsync("resources");
        first.GetProperty("procs").GetInt32().ShouldBe(2);
        first.GetProperty("rss").GetInt64().ShouldBeGreaterThan(100_000);
        JsonElement second = await viewer.ReadUntilAsync("resources");
        while (second.GetProperty("cpu").ValueKind == JsonValueKind.Null) second = await viewer.ReadUntilAsync("resources");
        second.GetProperty("cpu").GetDouble().ShouldBeGreaterThan(0);
        using JsonDocument shown = await server.GetAsync("/api/processes");
        shown.RootElement[0].GetProperty("procs").GetInt32().ShouldBe(2);
        shown.RootElement[0].GetProperty("rss").GetInt64().ShouldBeGreaterThan(100_000);
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await viewer.ReadUntilAsync("exit");
    }

    [Fact]
    public async Task Watching_twenty_runs_costs_less_than_a_fiftieth_of_a_processor()
    {
        const int looks = 8;
        await using TestServer server = await TestServer.StartAsync("DROVER_CAPACITY=20");
        string last = "";
        for (int i = 0; i < 20; i++) (last, _) = await server.RunAsync("sleep 300 & sleep 300 & exec sleep 300");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{last}");
        // The first ones are warming up.
        for (int i = 0; i < 3; i++) await viewer.ReadUntilAsync("resources");
        long before = ProcessorMs(server.Pid);
        for (int i = 0; i < looks; i++) await viewer.ReadUntilAsync("resources");
        (ProcessorMs(server.Pid) - before).ShouldBeLessThanOrEqualTo(looks * 1000 / 50);
    }

    [Theory]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?step=0", "step")]
    [InlineData("?colour=red", "colour")]
    [InlineData("?from=2026-11-21T12:00:01Z&to=2026-11-21T12:00:00Z", "from")]
    public async Task A_query_that_can_not_be_met_is_refused_by_name(string query, string field)
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("true");
        await server.WaitForAsync(task, "review");
        using JsonDocument problem = await server.GetAsync($"/api/runs/{run}/resources{query}", 400);
        problem.RootElement.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe(field);
        using JsonDocument none = await server.GetAsync("/api/runs/r_0/resources", 404);
        none.RootElement.GetProperty("code").GetString().ShouldBe("run_not_found");
    }

    // utime and stime, in hundredths of a second (proc_pid_stat(5)).
    private static long ProcessorMs(int pid)
    {
        string[] fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * 10;
    }

    private static async Task<JsonElement> RowsAsync(TestServer server, string run, Func<JsonElement, bool> isEnough)
    {
        long deadline = Environment.TickCount64 + 40_000;
        while (true)
        {
            using JsonDocument shown = await server.GetAsync($"/api/runs/{run}/resources");
            shown.RootElement.GetProperty("columns").EnumerateArray().Select(name => name.GetString()).ShouldBe(["t", "cpu", "rss", "procs", "threads", "readBytes", "writeBytes"]);
            JsonElement rows = shown.RootElement.GetProperty("rows").Clone();
            if (isEnough(rows)) return rows;
            Environment.TickCount64.ShouldBeLessThan(deadline, rows.ToString());
            await Task.Delay(20);
        }
    }
}
