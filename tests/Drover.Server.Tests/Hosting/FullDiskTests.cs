using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Hosting;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_is_reported_reads_go_on_and_nothing_is_lost()
    {
        using var disk = new SmallFileSystem(32 * 1024 * 1024);
        await using TestServer server = await TestServer.StartAsync($"DROVER_STATE={Path.Combine(disk.Path, "state")}");
        string idle = await server.AddAsync("true", "from before");
        (string task, string run) = await server.RunAsync("echo first; while [ ! -e go ]; do sleep 0.01; done; exit 0");
        using (LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}")) await viewer.ReadUntilTextAsync("first\n");
        disk.Fill();
        using (JsonDocument health = await server.GetAsync("/readyz", 503))
            string.Join(' ', health.RootElement.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString())).ShouldContain("Make room");
        (await server.GetAsync("/healthz")).Dispose();
        (await server.GetAsync($"/api/tasks/{idle}")).Dispose();
        (await server.GetAsync("/api/board")).Dispose();
        (await server.Http.GetStringAsync($"/api/runs/{run}/logs?format=text")).ShouldBe("first\n");
        string large = JsonSerializer.Serialize(new { title = "t", context = new string('c', 300_000) });
        using (JsonDocument problem = await server.SendAsync(HttpMethod.Post, "/api/tasks", large, 503)) problem.RootElement.GetProperty("code").GetString().ShouldBe("storage_unavailable");
        // Its end comes while nobody can write it down.
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        await Eventually.IsTrueAsync(() => !server.Agents().Any(agent => agent.Command.Contains("agent", StringComparison.Ordinal)), TimeSpan.FromSeconds(20));
        disk.Free();
        JsonElement shown = await server.WaitForAsync(task, "review", 30);
        shown.GetProperty("lastRun").GetProperty("exitCode").GetInt32().ShouldBe(0);
        (await server.Http.GetStringAsync($"/api/runs/{run}/logs?format=text")).ShouldBe("first\n");
        (await server.SendAsync(HttpMethod.Post, "/api/tasks", large, 201)).Dispose();
        (await server.GetAsync("/readyz")).Dispose();
        (await server.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_disk_that_becomes_read_only_is_reported_reads_go_on_and_agents_can_be_stopped()
    {
        (BreakableFileSystem? disk, string obstacle) = await BreakableFileSystem.TryMountAsync();
        Assert.SkipWhen(disk is null, $"A file system in a file can't be had here: {obstacle}");
        await using BreakableFileSystem mounted = disk!;
        await using TestServer server = await TestServer.StartAsync($"DROVER_STATE={Path.Combine(mounted.Path, "state")}", "DROVER_CAPACITY=2", "DROVER_SHUTDOWN_GRACE=5s");
        string idle = await server.AddAsync("true", "from before");
        (string first, string run) = await server.RunAsync("echo first; exec sleep 60");
        (string second, _) = await server.RunAsync("exec sleep 60");
        using (LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}")) await viewer.ReadUntilTextAsync("first\n");
        await mounted.BreakAsync();
        using (JsonDocument health = await server.GetAsync("/readyz", 503))
            string.Join(' ', health.RootElement.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString())).ShouldContain("Read-only file system");
        (await server.GetAsync("/healthz")).Dispose();
        (await server.GetAsync($"/api/tasks/{idle}")).Dispose();
        (await server.GetAsync("/api/board")).Dispose();
        (await server.Http.GetStringAsync($"/api/runs/{run}/logs?format=text")).ShouldBe("first\n");
        using (JsonDocument problem = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t"}""", 503)) problem.RootElement.GetProperty("code").GetString().ShouldBe("storage_unavailable");
        using (JsonDocument told = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{first}/stop", "{}", 503)) told.RootElement.GetProperty("detail").GetString()!.ShouldContain("was told to stop all the same");
        await Eventually.IsTrueAsync(() => server.Agents().Count == 1, TimeSpan.FromSeconds(20));
        await server.StopAsync();
        server.Agents().ShouldBeEmpty(server.Words);
        // What waits to write down how the runs ended would do so as soon as it could.
        using (var store = new Drover.Runs.RunStore(Path.Combine(mounted.Path, "state")))
            foreach (Drover.Runs.RunStatus status in store.ListLive()) _ = status.Shim.TrySignal(Engine.Signals.Signal.KILL.Number);
        await mounted.RepairAsync();
        await server.StartAgainAsync();
        (await server.GetAsync("/readyz")).Dispose();
        foreach (string task in (string[])[idle, first, second]) (await server.GetAsync($"/api/tasks/{task}")).Dispose();
    }

    [Fact]
    public async Task A_read_only_disk_is_refused_at_the_start_with_what_to_do()
    {
        using var disk = new SmallFileSystem(32 * 1024 * 1024);
        await using TestServer server = await TestServer.StartAsync($"DROVER_STATE={Path.Combine(disk.Path, "state")}");
        (await server.StopAsync()).ShouldBe(0);
        disk.MakeReadOnly();
        string words = server.Fail();
        words.ShouldContain("writable for this user");
        server.ExitStatus.ShouldBe(125);
    }
}
