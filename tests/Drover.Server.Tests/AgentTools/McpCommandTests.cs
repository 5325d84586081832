using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Drover.Server.Tests.AgentTools;

/// <summary>The executable, asked by the client of the protocol's own package.</summary>
public sealed class McpCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    public async Task Its_tools_are_told_with_what_they_take_to_new_and_older_clients(string? protocol)
    {
        await using McpClient client = await ConnectAsync(protocol);
        IList<McpClientTool> tools = await client.ListToolsAsync();
        tools.Select(tool => tool.Name).ShouldBe(["start_run", "read_output", "stop_run", "list_runs", "list_tasks"]);
        tools.ShouldAllBe(tool => tool.Description.Length > 30 && tool.JsonSchema.GetProperty("type").GetString() == "object");
        client.ServerInfo!.Name.ShouldBe("drover");
    }

    [Fact]
    public async Task A_run_is_started_followed_by_its_cursor_and_outlives_the_conversation()
    {
        string run;
        long next;
        await using (McpClient client = await ConnectAsync())
        {
            JsonElement started = await CallAsync(client, "start_run", ("script", "echo one; echo two >&2; while [ ! -e go ]; do sleep 0.01; done; printf 'thr\\303'; printf '\\251e\\n'; exit 4"), ("cwd", _directory.Path), ("name", "work"));
            run = started.GetProperty("run").GetString()!;
            started.GetProperty("state").GetString().ShouldBe("running");
            string text = "";
            next = 0;
            while (!text.Contains("two", StringComparison.Ordinal)) (text, next) = Add(text, await CallAsync(client, "read_output", ("run", "work"), ("after", next), ("waitSeconds", 20)));
            JsonElement quiet = await CallAsync(client, "read_output", ("run", run), ("after", next));
            quiet.GetProperty("output").GetArrayLength().ShouldBe(0);
            quiet.GetProperty("next").GetInt64().ShouldBe(next);
            quiet.GetProperty("complete").GetBoolean().ShouldBeFalse();
            (await CallAsync(client, "list_runs")).GetProperty("runs")[0].GetProperty("name").GetString().ShouldBe("work");
        }
        await using McpClient again = await ConnectAsync();
        await File.WriteAllTextAsync(_directory["go"], "");
        string rest = "";
        JsonElement answer;
        do
        {
            answer = await CallAsync(again, "read_output", ("run", run), ("after", next), ("waitSeconds", 20));
            (rest, next) = Add(rest, answer);
        }
        while (!answer.GetProperty("complete").GetBoolean());
        rest.ShouldBe("thrée\n");
        answer.GetProperty("exitStatus").GetInt32().ShouldBe(4);
        (await CallAsync(again, "list_runs")).GetProperty("total").GetInt32().ShouldBe(0);
        (await CallAsync(again, "list_runs", ("all", true))).GetProperty("runs")[0].GetProperty("outcome").GetString().ShouldBe("exited");
        (await CallAsync(again, "read_output", ("run", run), ("tail", 1))).GetProperty("output")[0].GetProperty("text").GetString().ShouldBe("thrée\n");
    }

    [Fact]
    public async Task A_long_output_comes_in_parts_that_join()
    {
        await using McpClient client = await ConnectAsync();
        JsonElement started = await CallAsync(client, "start_run", ("command", (string[])["seq", "20000"]));
        string run = started.GetProperty("run").GetString()!, text = "";
        long next = 0;
        int calls = 0;
        JsonElement answer;
        do
        {
            answer = await CallAsync(client, "read_output", ("run", run), ("after", next), ("maxCharacters", 5000), ("waitSeconds", 20));
            (text, next) = Add(text, answer);
            calls++;
        }
        while (!answer.GetProperty("complete").GetBoolean());
        text.ShouldBe(string.Concat(Enumerable.Range(1, 20000).Select(i => $"{i}\n")));
        calls.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_stopped_run_is_gone_with_all_that_it_started()
    {
        await using McpClient client = await ConnectAsync();
        JsonElement started = await CallAsync(client, "start_run", ("script", $"(trap '' TERM; exec {TestPrograms.Path} --help >/dev/null; sleep 300) & setsid sleep 300 & exec sleep 300"));
        JsonElement stopped = await CallAsync(client, "stop_run", ("run", started.GetProperty("run").GetString()!), ("graceSeconds", 1));
        stopped.GetProperty("state").GetString().ShouldBe("ended");
        stopped.GetProperty("outcome").GetString().ShouldBe("stopped");
        ProcessTable.IsAlive(started.GetProperty("pid").GetInt32()).ShouldBeFalse();
    }

    [Fact]
    public async Task Tasks_of_the_board_are_listed_and_a_missing_server_is_an_answer()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.AddAsync("true", "Written by a person");
        await using (McpClient client = await ConnectAsync(null, $"DROVER_SERVER={server.Http.BaseAddress}"))
        {
            JsonElement listed = await CallAsync(client, "list_tasks", ("status", "todo"));
            listed.GetProperty("tasks")[0].GetProperty("title").GetString().ShouldBe("Written by a person");
        }
        await using McpClient lonely = await ConnectAsync(null, "DROVER_SERVER=http://127.0.0.1:1");
        (await FailAsync(lonely, "list_tasks")).ShouldContain("No task runner answers at http://127.0.0.1:1");
    }

    [Fact]
    public async Task What_can_not_be_done_is_told_so_that_an_agent_can_mend_it()
    {
        await using McpClient client = await ConnectAsync();
        (await FailAsync(client, "start_run")).ShouldContain("Give either 'command'");
        (await FailAsync(client, "start_run", ("script", "true"), ("colour", "red"))).ShouldContain("'colour' is not known; start_run takes command, script");
        (await FailAsync(client, "start_run", ("script", "true"), ("cwd", "/nowhere"))).ShouldContain("/nowhere is not a directory");
        (await FailAsync(client, "read_output", ("run", "nobody"))).ShouldContain("nobody");
        (await FailAsync(client, "read_output", ("run", "x"), ("after", -1))).ShouldContain("'after' is not a number");
        (await FailAsync(client, "stop_run")).ShouldContain("'run' is missing");
        JsonElement missing = await CallAsync(client, "start_run", ("command", (string[])["/nowhere/program"]));
        missing.GetProperty("outcome").GetString().ShouldBe("start_failed");
        missing.GetProperty("exitStatus").GetInt32().ShouldBe(127);
    }

    public void Dispose()
    {
        using (var store = new Drover.Runs.RunStore(_directory["state"]))
        {
            foreach (Drover.Runs.RunStatus status in store.ListLive())
            {
                using Drover.Runs.Run? left = store.TryOpenId(status.Id);
                left?.Stop(new Engine.Pipelines.StopPolicy(Engine.Signals.Signal.KILL, TimeSpan.Zero));
            }
        }
        _directory.Dispose();
    }

    private Task<McpClient> ConnectAsync() => ConnectAsync(null);

    private async Task<McpClient> ConnectAsync(string? protocol, params string[] variables)
    {
        var environment = new Dictionary<string, string?> { ["DROVER_STATE"] = _directory["state"], ["DROVER_SHIM"] = Artifacts.Shim };
        foreach (string variable in variables) environment[variable.Split('=', 2)[0]] = variable.Split('=', 2)[1];
        var transport = new StdioClientTransport(new StdioClientTransportOptions { Command = Artifacts.Server, Arguments = ["mcp"], EnvironmentVariables = environment });
        // A busy machine starts it late: that is no sign of an old server.
        return await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = protocol, DiscoverProbeTimeout = Timeout.InfiniteTimeSpan });
    }

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, params (string Name, object Value)[] given)
    {
        CallToolResult result = await client.CallToolAsync(tool, given.ToDictionary(pair => pair.Name, pair => (object?)pair.Value));
        string text = ((TextContentBlock)result.Content.Single()).Text;
        (result.IsError ?? false).ShouldBeFalse(text);
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static async Task<string> FailAsync(McpClient client, string tool, params (string Name, object Value)[] given)
    {
        CallToolResult result = await client.CallToolAsync(tool, given.ToDictionary(pair => pair.Name, pair => (object?)pair.Value));
        (result.IsError ?? false).ShouldBeTrue();
        using JsonDocument document = JsonDocument.Parse(((TextContentBlock)result.Content.Single()).Text);
        return document.RootElement.GetProperty("error").GetString()!;
    }

    private static (string Text, long Next) Add(string text, JsonElement answer) =>
        (text + string.Concat(answer.GetProperty("output").EnumerateArray().Select(piece => piece.GetProperty("text").GetString())), answer.GetProperty("next").GetInt64());
}
