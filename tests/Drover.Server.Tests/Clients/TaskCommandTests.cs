using System.Text.Json;
using Drover.Server.Clients;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Clients;

public sealed class TaskCommandTests
{
    [Fact]
    public async Task A_task_goes_from_added_to_approved()
    {
        await using TestServer server = await TestServer.StartAsync();
        (await TaskAsync(server, "list")).Output.ShouldBe("No task. Add one: drover task add \"what to do\"\n");
        (await TaskAsync(server, "add", "First\u001b[2J one", "--context", "echo out; echo err >&2", "--label", "a", "--label=b", "--priority", "7", "--timeout", "5m")).Output.ShouldBe("t-1\n");
        JsonElement task = await JsonAsync(server, "show", "t-1", "--json");
        task.GetProperty("labels").GetArrayLength().ShouldBe(2);
        task.GetProperty("priority").GetInt32().ShouldBe(7);
        task.GetProperty("timeoutMs").GetInt64().ShouldBe(300_000);
        // What moves a terminal's cursor does not get through.
        (await TaskAsync(server, "list")).Output.ShouldMatch(@"^ID +STATUS +PRIO +LAST RUN +TITLE\nt-1 +todo +7 +- +First \[2J one\n$");

        OneProgram run = await TaskAsync(server, "run", "t-1", "-f");
        run.ShouldBe(new OneProgram(0, "out\n", "err\n"));
        await server.WaitForAsync("t-1", "review");
        (await TaskAsync(server, "show", "t-1")).Output.ShouldContain("| out\n");
        (await TaskAsync(server, "logs", "t-1")).ShouldBe(new OneProgram(0, "out\n", "err\n"));
        (await TaskAsync(server, "logs", "t-1", "-f")).ShouldBe(new OneProgram(0, "out\n", "err\n"));
        (await TaskAsync(server, "logs", "t-1", "--raw")).Output.Length.ShouldBe(8);
        (await TaskAsync(server, "approve", "t-1")).Output.ShouldBe("done\n");
        (await TaskAsync(server, "history", "t-1")).Output.ShouldMatch(@"RUN .*\nr_\w+ +t-1 +1 +succeeded");
        (await JsonAsync(server, "history", "--json")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_followed_run_ends_as_its_agent_does()
    {
        await using TestServer server = await TestServer.StartAsync();
        string failing = await server.AddAsync("echo no; exit 7");
        (await TaskAsync(server, "run", failing, "-f")).ShouldBe(new OneProgram(7, "no\n", ""));
        // Over before anybody can follow it, and without a word.
        string silent = await server.AddAsync("exit 9");
        for (int i = 0; i < 3; i++) (await TaskAsync(server, "run", silent, "-f")).ShouldBe(new OneProgram(9, "", ""));
        string slow = await server.AddAsync("sleep 300");
        OneProgram late = await TaskAsync(server, "run", slow, "-f", "--timeout", "300ms");
        late.ExitStatus.ShouldBe(124);
        late.Error.ShouldContain("timed_out");
    }

    [Fact]
    public async Task A_run_is_stopped_and_what_waits_is_queued_and_taken_out()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string first, _) = await server.RunAsync("exec sleep 300");
        string second = await server.AddAsync("true");
        (await TaskAsync(server, "queue", second)).Output.ShouldBe("queued, number 1\n");
        (await TaskAsync(server, "queue", second, "--remove")).Output.ShouldBe("todo\n");
        (await TaskAsync(server, "run", second, "--queue")).Output.ShouldBe("queued, number 1\n");
        (await TaskAsync(server, "stop", first, "--wait", "--grace", "2s")).Output.ShouldBe("stopped\n");
        await server.WaitForAsync(second, "review");
    }

    [Fact]
    public async Task Live_runs_are_shown_with_what_they_use()
    {
        await using TestServer server = await TestServer.StartAsync();
        (await TaskAsync(server, "top")).ShouldBe(new OneProgram(0, "No live run.\n", ""));
        (string task, string run) = await server.RunAsync("echo first; echo working; exec sleep 300");
        await Drover.Testing.Eventually.IsTrueAsync(() => server.GetAsync("/api/processes").Result.RootElement[0] is var live && live.GetProperty("rss").ValueKind == JsonValueKind.Number && live.GetProperty("lastLine").GetString() == "working");
        // A sample from before the exec shows what the shell had started for it.
        string[] lines = [];
        await Drover.Testing.Eventually.IsTrueAsync(() => (lines = TaskAsync(server, "top", "--once").Result.Output.TrimEnd('\n').Split('\n')) is [_, var line] && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, _, "1", ..]);
        lines[0].ShouldMatch("^TASK +PID +STATE +CPU% +MB +PROCS +TIME +IDLE +TITLE +LAST LINE$");
        lines[1].ShouldMatch(@$"^{task} +\d+ +running +\S+ +\d+\.\d +1 +0:\d\d +0:\d\d +Task +working$");
        (await JsonAsync(server, "top", "--json"))[0].GetProperty("runId").GetString().ShouldBe(run);
        (await TaskAsync(server, "top", "--every", "soon")).ExitStatus.ShouldBe(2);
    }

    [Fact]
    public void A_screen_is_cut_to_the_size_of_the_terminal() => TaskText.Screen("12345678\nb\nc\nd\n", 4, 4).ShouldBe("\e[H1234\e[K\nb\e[K\nc\e[K\n\e[J");

    [Fact]
    public async Task Output_is_followed_over_a_server_that_was_killed_and_started_again()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, _) = await server.RunAsync("for i in $(seq 50); do echo line $i; done; while [ ! -e go ]; do sleep 0.01; done; for i in $(seq 51 100); do echo line $i; done");
        server.Set($"DROVER_PORT={server.Http.BaseAddress!.Port}");
        string seen = Path.Combine(server.Workspace, "seen");
        Task<OneProgram> following = OneProgram.RunAsync("/bin/sh", [$"DROVER_SERVER={server.Http.BaseAddress}"], "-c", $"exec '{Drover.Testing.Artifacts.Server}' task logs {task} -f >'{seen}'");
        await Drover.Testing.Eventually.IsTrueAsync(() => File.Exists(seen) && File.ReadAllText(seen).EndsWith("line 50\n", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        await server.KillAsync();
        await server.StartAgainAsync();
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        (await following).ShouldBe(new OneProgram(0, "", ""));
        (await File.ReadAllTextAsync(seen)).ShouldBe(string.Concat(Enumerable.Range(1, 100).Select(i => $"line {i}\n")));
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_in_its_words_with_status_1()
    {
        await using TestServer server = await TestServer.StartAsync();
        OneProgram missing = await TaskAsync(server, "show", "t-99");
        (missing.ExitStatus, missing.Error).ShouldBe((1, "drover task: There is no task t-99.\n"));
        (string first, _) = await server.RunAsync("exec sleep 300");
        string second = await server.AddAsync("true");
        OneProgram busy = await TaskAsync(server, "run", second);
        (busy.ExitStatus, busy.Error).ShouldBe((1, $"drover task: 1 of 1 slots in use by {first}\n"));
        OneProgram early = await TaskAsync(server, "logs", second);
        (early.ExitStatus, early.Error).ShouldBe((1, $"drover task: {second} has not been run yet: drover task run {second}\n"));
    }

    [Theory]
    [InlineData("fly", "'fly' is no verb")]
    [InlineData("show", "Something is missing")]
    [InlineData("show t-1 t-2", "one word too many")]
    [InlineData("list --colour red", "'--colour' is not known")]
    [InlineData("add x --timeout soon", "'soon' is no duration")]
    [InlineData("add x --priority", "--priority needs a value")]
    public async Task A_wrong_use_is_told_with_status_2(string words, string says)
    {
        OneProgram wrong = await OneProgram.RunAsync(Drover.Testing.Artifacts.Server, ["DROVER_PORT=1"], ["task", .. words.Split(' ')]);
        wrong.ExitStatus.ShouldBe(2);
        wrong.Error.ShouldContain(says);
    }

    [Theory]
    [InlineData("DROVER_PORT=1", "http://127.0.0.1:1")]
    [InlineData("DROVER_SERVER=http://127.0.0.1:1", "http://127.0.0.1:1")]
    [InlineData("DROVER_SERVER=unix:/nowhere/s", "unix:/nowhere/s")]
    [InlineData("DROVER_SOCKET=/nowhere/s", "unix:/nowhere/s")]
    public async Task Without_a_server_it_says_where_it_looked_and_ends_with_125(string variable, string where)
    {
        OneProgram none = await OneProgram.RunAsync(Drover.Testing.Artifacts.Server, [variable], "task", "list");
        none.ExitStatus.ShouldBe(125);
        none.Error.ShouldStartWith($"drover task: No task runner answers at {where} (");
        none.Error.ShouldContain("Start one with 'drover serve'");
    }

    [Fact]
    public async Task A_server_behind_a_socket_or_a_token_is_found_too()
    {
        await using TestServer server = TestServer.Prepare();
        string socket = Path.Combine(server.Workspace, "s");
        server.Set($"DROVER_SOCKET={socket}");
        try
        {
            await server.StartAgainAsync();
        }
        catch (UriFormatException)
        {
            // It says the path of its socket, which is no address for HttpClient.
        }
        (await OneProgram.RunAsync(Drover.Testing.Artifacts.Server, [$"DROVER_SERVER=unix:{socket}"], "task", "add", "over the socket")).Output.ShouldBe("t-1\n");
    }

    private static Task<OneProgram> TaskAsync(TestServer server, params string[] words) =>
        OneProgram.RunAsync(Drover.Testing.Artifacts.Server, [$"DROVER_SERVER={server.Http.BaseAddress}", "DROVER_TOKEN="], ["task", .. words]);

    private static async Task<JsonElement> JsonAsync(TestServer server, params string[] words)
    {
        OneProgram answer = await TaskAsync(server, words);
        answer.ExitStatus.ShouldBe(0, answer.Error);
        using JsonDocument document = JsonDocument.Parse(answer.Output);
        return document.RootElement.Clone();
    }
}
