using System.Text.Json;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Workspaces;

public sealed class WorktreeTests
{
    private const string Repository =
        "git init -q -b main repository && cd repository && git config user.email a@example.org && git config user.name A && echo one > file && git add file && git commit -qm first";

    [Fact]
    public async Task Each_task_has_a_worktree_and_what_is_not_committed_is_never_removed()
    {
        await using TestServer server = await TestServer.StartAsync("GIT_DIR=/nowhere");
        (string maker, _) = await server.RunAsync($"unset GIT_DIR; {Repository}");
        await server.WaitForAsync(maker, "review");
        string repository = Path.Combine(server.Workspace, "repository");
        (await server.SendAsync(HttpMethod.Put, "/api/workspaces/code", JsonSerializer.Serialize(new { path = repository, worktrees = true }), 201)).Dispose();
        string first = await AddAsync(server, "unset GIT_DIR; pwd; git branch --show-current; echo two > file; echo new > other");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{first}/run")).Dispose();
        string worktree = Path.Combine(server.State, "worktrees", "code", first);
        JsonElement done = await server.WaitForAsync(first, "review");
        done.GetProperty("logs").EnumerateArray().Select(line => line.GetString()).ShouldBe([worktree, $"drover/{first}"]);
        (await File.ReadAllTextAsync(Path.Combine(repository, "file"))).ShouldBe("one\n");

        using JsonDocument refused = await server.SendAsync(HttpMethod.Delete, $"/api/tasks/{first}", null, 409);
        refused.RootElement.GetProperty("code").GetString().ShouldBe("worktree_has_changes");
        refused.RootElement.GetProperty("detail").GetString()!.ShouldContain("other");
        File.Exists(Path.Combine(worktree, "other")).ShouldBeTrue();
        (await server.SendAsync(HttpMethod.Delete, $"/api/tasks/{first}?worktree=keep", null, 204)).Dispose();
        (await File.ReadAllTextAsync(Path.Combine(worktree, "file"))).ShouldBe("two\n");

        string second = await AddAsync(server, "unset GIT_DIR; cat file; echo three > file; git commit -qam third");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{second}/run")).Dispose();
        await server.WaitForAsync(second, "review");
        (await server.SendAsync(HttpMethod.Delete, $"/api/tasks/{second}", null, 204)).Dispose();
        Directory.Exists(Path.Combine(server.State, "worktrees", "code", second)).ShouldBeFalse();
        // The commit is kept by its branch.
        (string look, _) = await server.RunAsync($"unset GIT_DIR; cd repository; git show drover/{second}:file");
        (await server.WaitForAsync(look, "review")).GetProperty("logs")[0].GetString().ShouldBe("three");
    }

    [Fact]
    public async Task What_can_not_be_a_workspace_is_refused_and_a_worktree_that_fails_is_explained()
    {
        await using TestServer server = await TestServer.StartAsync();
        using JsonDocument wrong = await server.SendAsync(HttpMethod.Put, "/api/workspaces/w", """{"path":"/nowhere-at-all","base":"--exec=x"}""", 400);
        wrong.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).ShouldBe(["path", "base"]);
        using JsonDocument bare = await server.SendAsync(HttpMethod.Put, "/api/workspaces/w", JsonSerializer.Serialize(new { path = server.Workspace, worktrees = true }), 400);
        bare.RootElement.GetProperty("detail").GetString()!.ShouldContain("git init");
        Directory.CreateDirectory(Path.Combine(server.Workspace, ".git"));
        (await server.SendAsync(HttpMethod.Put, "/api/workspaces/w", JsonSerializer.Serialize(new { path = server.Workspace, worktrees = true }), 201)).Dispose();
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t","workspace":"w"}""", 201);
        using JsonDocument problem = await server.SendAsync(HttpMethod.Post, "/api/tasks/t-1/run", null, 422);
        problem.RootElement.GetProperty("code").GetString().ShouldBe("worktree_failed");
        (await server.SendAsync(HttpMethod.Delete, "/api/workspaces/w", null, 409)).Dispose();
    }

    private static async Task<string> AddAsync(TestServer server, string script)
    {
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", JsonSerializer.Serialize(new { title = "t", context = script, workspace = "code" }), 201);
        return made.RootElement.GetProperty("id").GetString()!;
    }
}
