using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Runs;

public sealed class TreeSnapshotTests
{
    [Fact]
    public async Task A_stop_leaves_the_trees_that_it_met()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("trap '' TERM; sleep 61 & touch ready; while :; do wait; done");
        await Eventually.IsTrueAsync(() => File.Exists(Path.Combine(server.Workspace, "ready")));
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/stop", """{"graceMs":100,"wait":true}""")).Dispose();
        using JsonDocument last = await server.GetAsync($"/api/runs/{run}/tree?at=2999-01-01T00:00:00Z");
        last.RootElement.GetProperty("trigger").GetString().ShouldBe("escalating");
        last.RootElement.GetProperty("snapshots").EnumerateArray().Select(one => one.GetProperty("trigger").GetString()).ShouldBe(["started", "stopping", "escalating"]);
        string stopping = last.RootElement.GetProperty("snapshots")[1].GetProperty("at").GetString()!;
        using JsonDocument stopped = await server.GetAsync($"/api/runs/{run}/tree?at={stopping}");
        stopped.RootElement.GetProperty("trigger").GetString().ShouldBe("stopping");
        stopped.RootElement.GetProperty("processes").EnumerateArray().ShouldContain(process => process.GetProperty("command").GetString()!.Contains("sleep 61"));
        using JsonDocument none = await server.GetAsync($"/api/runs/{run}/tree?at=2000-01-01T00:00:00Z");
        none.RootElement.GetProperty("processes").GetArrayLength().ShouldBe(0);
        (await server.GetAsync($"/api/runs/{run}/tree?at=yesterday", 400)).Dispose();
    }

    [Fact]
    public async Task Secrets_are_in_no_tree()
    {
        await using TestServer server = await TestServer.StartAsync();
        (await server.SendAsync(HttpMethod.Put, "/api/profiles/keeper", """{"command":"/bin/sh","args":["-c","exit 0","hunter2-hunter2"],"environment":{"set":{"KEY":"hunter2-hunter2"},"secrets":["KEY"]}}""", 201)).Dispose();
        using JsonDocument task = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t","profile":"keeper"}""", 201);
        string id = task.RootElement.GetProperty("id").GetString()!;
        using JsonDocument run = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{id}/run");
        await server.WaitForAsync(id, "review");
        using JsonDocument tree = await server.GetAsync($"/api/runs/{run.RootElement.GetProperty("runId").GetString()}/tree?at=2999-01-01T00:00:00Z");
        tree.RootElement.GetRawText().ShouldNotContain("hunter2");
        tree.RootElement.GetProperty("processes")[0].GetProperty("command").GetString()!.ShouldContain("****");
    }
}
