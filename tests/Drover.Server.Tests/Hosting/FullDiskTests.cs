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
