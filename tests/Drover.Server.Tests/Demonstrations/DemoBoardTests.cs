using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Demonstrations;

public sealed class DemoBoardTests
{
    [Fact]
    public async Task The_board_moves_at_once_and_what_can_be_done_quickly_is_done()
    {
        await using TestServer server = TestServer.Prepare($"WORKSPACE_PATH={Artifacts.RepositoryRoot}", "AGENT_COMMAND=", "DROVER_CAPACITY=");
        // The build of the fourth task is left to people: the queue is held before it comes to that.
        await server.StartAgainAsync("--demo");
        using (await server.SendAsync(HttpMethod.Patch, "/api/queue", """{"capacity":1}"""))
        {
        }
        JsonElement counted = await server.WaitForAsync("t-1", "review", 60);
        counted.GetProperty("title").GetString().ShouldBe("Count the lines of each project");
        using (await server.SendAsync(HttpMethod.Post, "/api/queue/drain"))
        {
        }
        string.Join('\n', counted.GetProperty("logs").EnumerateArray().Select(line => line.GetString())).ShouldContain("src/Drover.Engine");
        using JsonDocument tasks = await server.GetAsync("/api/tasks");
        tasks.RootElement.GetProperty("total").GetInt32().ShouldBe(7);
        JsonElement last = tasks.RootElement.GetProperty("items").EnumerateArray().Single(task => task.GetProperty("id").GetString() == "t-7");
        last.GetProperty("status").GetString().ShouldBe("todo");
        // A second start finds a board that is not empty, and leaves it as it is.
        (await server.StopAsync()).ShouldBe(0);
        await server.StartAgainAsync("--demo");
        using JsonDocument again = await server.GetAsync("/api/tasks");
        again.RootElement.GetProperty("total").GetInt32().ShouldBe(7);
        (await server.StopAsync()).ShouldBe(0);
        server.Agents().ShouldBeEmpty();
    }

    [Fact]
    public async Task Elsewhere_it_says_where_it_works()
    {
        await using TestServer server = TestServer.Prepare();
        server.Fail("--demo").ShouldContain("--demo works on Drover's own sources");
        server.ExitStatus.ShouldBe(2);
    }
}
