using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Hosting;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task Drover_serve_becomes_the_server_beside_it()
    {
        await using TestServer server = TestServer.PrepareCommand();
        await server.StartAgainAsync();
        ProcessTable.Find(server.Pid)!.Command.ShouldBe("drover-server");
        using JsonDocument version = await server.GetAsync("/api/version");
        version.RootElement.GetProperty("name").GetString().ShouldBe("drover-server");
        // Durable runs of the board are there for the command line too.
        (string task, _) = await server.RunAsync("exec sleep 60");
        using (var store = new Drover.Runs.RunStore(server.State)) store.ListLive().Single().Labels["drover.board.task"].ShouldBe(task);
        (await server.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_stop_from_the_command_line_is_seen_on_the_board()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, _) = await server.RunAsync("exec sleep 60");
        using (var store = new Drover.Runs.RunStore(server.State))
        {
            using Drover.Runs.Run run = store.TryOpenId(store.ListLive().Single().Id)!;
            run.Stop();
        }
        JsonElement shown = await server.WaitForAsync(task, "todo");
        shown.GetProperty("attention").GetProperty("code").GetString().ShouldBe("outside");
    }
}
