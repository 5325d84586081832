using System.Net;
using System.Text;
using System.Text.Json;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Agents;

/// <summary>Agent profiles through the API, and what they make of runs.</summary>
public sealed class ProfileTests
{
    private const string Shell = """{"command":"/bin/sh","args":["-c","eval \"$(sed 1,2d {promptFile})\""]""";

    [Fact]
    public async Task Profiles_are_made_changed_and_removed_by_those_who_know_their_state()
    {
        await using TestServer server = await TestServer.StartAsync();
        using JsonDocument all = await server.GetAsync("/api/profiles");
        JsonElement builtIn = all.RootElement.EnumerateArray().Single();
        builtIn.GetProperty("name").GetString().ShouldBe("default");
        builtIn.GetProperty("builtIn").GetBoolean().ShouldBeTrue();
        builtIn.GetProperty("args").EnumerateArray().Select(word => word.GetString()).ShouldBe(["--print", "{prompt}"]);

        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/profiles", """{"name":"quick","command":"true","args":["", "a","a"]}""", 201);
        made.RootElement.GetProperty("args").EnumerateArray().Select(word => word.GetString()).ShouldBe(["", "a", "a"]);
        made.RootElement.GetProperty("successCodes").EnumerateArray().Single().GetInt32().ShouldBe(0);
        (await server.SendAsync(HttpMethod.Post, "/api/profiles", """{"name":"quick","command":"true"}""", 409)).Dispose();
        (await SendAsync(server, HttpMethod.Patch, "/api/profiles/quick", """{"stopSignal":"int"}""", "\"1\"")).ShouldBe((HttpStatusCode.OK, "\"2\""));
        (await SendAsync(server, HttpMethod.Patch, "/api/profiles/quick", """{"stopSignal":"SIGHUP"}""", "\"1\"")).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        using JsonDocument shown = await server.GetAsync("/api/profiles/quick");
        shown.RootElement.GetProperty("stopSignal").GetString().ShouldBe("SIGINT");
        shown.RootElement.GetProperty("command").GetString().ShouldBe("true");

        string task = await server.AddAsync("true");
        (await server.SendAsync(HttpMethod.Patch, $"/api/tasks/{task}", """{"profile":"quick"}""")).Dispose();
        using JsonDocument used = await server.SendAsync(HttpMethod.Delete, "/api/profiles/quick", null, 409);
        used.RootElement.GetProperty("detail").GetString()!.ShouldContain(task);
        (await server.SendAsync(HttpMethod.Patch, $"/api/tasks/{task}", """{"profile":null}""")).Dispose();
        (await server.SendAsync(HttpMethod.Delete, "/api/profiles/quick", null, 204)).Dispose();
        (await server.GetAsync("/api/profiles/quick", 404)).Dispose();
        (await server.SendAsync(HttpMethod.Delete, "/api/profiles/default", null, 409)).Dispose();
    }

    [Fact]
    public async Task What_is_wrong_is_named_field_by_field()
    {
        await using TestServer server = await TestServer.StartAsync();
        using JsonDocument problem = await server.SendAsync(
            HttpMethod.Put, "/api/profiles/x",
            """{"args":"a","stdin":"tape","limits":{"cpus":-1,"speed":3},"environment":{"policy":"mine","set":{"A=B":"c"}},"stopSignal":"SIGNOTHING","rateLimit":{"patterns":["("]},"colour":"red"}""", 400);
        problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).ShouldBe(
            ["colour", "command", "args", "stdin", "environment.policy", "environment.set.A=B", "limits.speed", "limits.cpus", "stopSignal", "rateLimit.patterns"], ignoreOrder: true);
        using JsonDocument task = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t","profile":"nobody"}""", 400);
        task.RootElement.GetProperty("detail").GetString()!.ShouldContain("known are default");
    }

    [Fact]
    public async Task A_profile_says_how_its_runs_are_called_limited_stopped_and_read()
    {
        await using TestServer server = await TestServer.StartAsync("SEEN_BY_SERVER=yes", "ALSO_SEEN=yes");
        await PutAsync(server, "p", Shell + ""","environment":{"policy":"allowlist","allow":["PATH","SEEN_*"],"set":{"OWN":"1"}},"limits":{"openFiles":64},"stopSignal":"SIGUSR1","successCodes":[0,7]}""");
        string task = await AddAsync(server, "p", "env | cut -d= -f1 | sort | tr '\\n' ' '; ulimit -n; exit 7");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run")).Dispose();
        JsonElement done = await server.WaitForAsync(task, "review");
        string[] words = done.GetProperty("logs")[0].GetString()!.Split(' ');
        words.ShouldContain("OWN");
        words.ShouldContain("SEEN_BY_SERVER");
        words.ShouldNotContain("ALSO_SEEN");
        words.ShouldNotContain("HOME");
        words[^1].ShouldBe("64");
        done.GetProperty("lastRun").GetProperty("exitCode").GetInt32().ShouldBe(7);

        string stopped = await AddAsync(server, "p", "trap 'echo told; exit 0' USR1; echo ready; while :; do sleep 0.01; done");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{stopped}/run")).Dispose();
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{stopped}");
        await viewer.ReadUntilTextAsync("ready");
        (await server.SendAsync(HttpMethod.Post, $"/api/tasks/{stopped}/stop")).Dispose();
        await viewer.ReadUntilTextAsync("told");
        (await server.WaitForAsync(stopped, "todo")).GetProperty("lastRun").GetProperty("state").GetString().ShouldBe("stopped");
    }

    [Fact]
    public async Task The_prompt_goes_where_the_profile_wants_it()
    {
        await using TestServer server = await TestServer.StartAsync();
        string expected = "The title\n\nThe context\n\nDocuments for this task are in: docs/here\n";
        await PutAsync(server, "arguments", """{"command":"printf","args":["%s|","{prompt}","{docsPath}","{taskId}"]}""");
        await PutAsync(server, "input", """{"command":"cat","stdin":"prompt"}""");
        await PutAsync(server, "path", """{"command":"/bin/sh","args":["-c","read -r file; cat \"$file\""],"stdin":"promptFile"}""");
        foreach ((string profile, string output) in ((string, string)[])[("arguments", expected + "|docs/here|t-1|"), ("input", expected), ("path", expected)])
        {
            using JsonDocument made = await server.SendAsync(
                HttpMethod.Post, "/api/tasks", JsonSerializer.Serialize(new { title = "The title", context = "The context", docsPath = "docs/here", profile }), 201);
            string task = made.RootElement.GetProperty("id").GetString()!;
            using JsonDocument run = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run");
            await server.WaitForAsync(task, "review");
            string id = run.RootElement.GetProperty("runId").GetString()!;
            (await server.Http.GetStringAsync($"/api/runs/{id}/logs?format=text")).ShouldBe(output);
            (await server.Http.GetStringAsync($"/api/runs/{id}/prompt")).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task A_run_is_typed_into_through_its_pipe_until_that_is_ended()
    {
        await using TestServer server = await TestServer.StartAsync();
        await PutAsync(server, "pipe", """{"command":"/bin/sh","args":["-c","while read -r line; do echo \"got $line\"; done; echo over"],"stdin":"pipe"}""");
        string run = await RunAsync(server, "pipe");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}");
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/input", """{"text":"one\ntw"}""", 204)).Dispose();
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/input", """{"base64":"bwo="}""", 204)).Dispose();
        await viewer.ReadUntilTextAsync("got one\ngot two\n");
        using JsonDocument terminal = await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/resize", """{"columns":80,"rows":25}""", 409);
        terminal.RootElement.GetProperty("code").GetString().ShouldBe("no_terminal");
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/input", """{"end":true}""", 204)).Dispose();
        (await viewer.ReadToCloseAsync()).ShouldBe(1000);
        viewer.Text.ShouldEndWith("over\n");
        using JsonDocument late = await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/input", """{"text":"more"}""", 409);
        late.RootElement.GetProperty("code").GetString().ShouldBe("not_running");
    }

    [Fact]
    public async Task A_terminal_is_typed_into_and_has_a_size()
    {
        await using TestServer server = await TestServer.StartAsync();
        await PutAsync(server, "pty", """{"command":"/bin/sh","args":["-c","stty size; trap 'stty size' WINCH; echo ready; while ! read -r line; do :; done; echo \"got $line\""],"stdin":"pty","columns":100,"rows":40}""");
        string run = await RunAsync(server, "pty");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}");
        await viewer.ReadUntilTextAsync("40 100\r\nready");
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/resize", """{"columns":90,"rows":20}""", 204)).Dispose();
        await viewer.ReadUntilTextAsync("20 90\r\n");
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/input", """{"text":"hello\r"}""", 204)).Dispose();
        await viewer.ReadUntilTextAsync("got hello\r\n");
        viewer.Messages.Where(message => LogViewer.Type(message) == "stdout").ShouldAllBe(message => message.GetProperty("stream").GetString() == "terminal");
    }

    [Fact]
    public async Task Input_that_nobody_reads_is_refused_and_keeps_nobody_waiting()
    {
        await using TestServer server = await TestServer.StartAsync();
        await PutAsync(server, "deaf", """{"command":"sleep","args":["60"],"stdin":"pipe"}""");
        string run = await RunAsync(server, "deaf");
        string body = JsonSerializer.Serialize(new { text = new string('x', 60_000) });
        HttpStatusCode status = HttpStatusCode.NoContent;
        for (int i = 0; i < 20 && status == HttpStatusCode.NoContent; i++) status = (await SendAsync(server, HttpMethod.Post, $"/api/runs/{run}/input", body)).Status;
        status.ShouldBe(HttpStatusCode.Conflict);
        (await server.GetAsync("/api/board")).Dispose();
    }

    [Fact]
    public async Task A_profile_that_is_missing_or_whose_command_is_says_what_to_do()
    {
        await using TestServer server = await TestServer.StartAsync();
        await PutAsync(server, "absent", """{"command":"no-such-agent-here"}""");
        string task = await AddAsync(server, "absent", "true");
        using JsonDocument problem = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run", null, 422);
        problem.RootElement.GetProperty("detail").GetString()!.ShouldContain("change the command of the profile 'absent'");
        using JsonDocument check = await server.SendAsync(HttpMethod.Post, "/api/profiles/absent/check");
        check.RootElement.GetProperty("found").GetBoolean().ShouldBeFalse();
        check.RootElement.GetProperty("hint").GetString()!.ShouldContain("install it");

        using JsonDocument unknown = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run", """{"profile":"nobody"}""", 422);
        unknown.RootElement.GetProperty("code").GetString().ShouldBe("profile_missing");
        using JsonDocument board = await server.GetAsync("/api/board");
        board.RootElement.GetProperty("queue").GetProperty("active").GetInt32().ShouldBe(0);

        await PutAsync(server, "tool", JsonSerializer.Serialize(new { command = Tool(server) }));
        using JsonDocument found = await server.SendAsync(HttpMethod.Post, "/api/profiles/tool/check");
        found.RootElement.GetProperty("version").GetString().ShouldBe("tool 1.2.3");
    }

    [Fact]
    public async Task Settings_are_stored_with_their_source_and_beat_the_environment()
    {
        await using TestServer server = await TestServer.StartAsync("DROVER_CAPACITY=2");
        using JsonDocument before = await server.GetAsync("/api/settings");
        before.RootElement.GetProperty("capacity").GetInt32().ShouldBe(2);
        Source(before, "capacity").ShouldBe("environment");
        Source(before, "taskTimeoutMs").ShouldBe("default");
        using JsonDocument stored = await server.SendAsync(HttpMethod.Patch, "/api/settings", """{"capacity":3,"taskTimeoutMs":300}""");
        Source(stored, "capacity").ShouldBe("stored");
        (await SendAsync(server, HttpMethod.Put, "/api/settings", "{}", "\"1\"")).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        using JsonDocument unknown = await server.SendAsync(HttpMethod.Patch, "/api/settings", """{"speed":1,"defaultProfile":"nobody"}""", 400);
        unknown.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).ShouldBe(["speed", "defaultProfile"]);
        await server.KillAsync();
        await server.StartAgainAsync();
        (string task, _) = await server.RunAsync("sleep 60");
        (await server.WaitForAsync(task, "todo")).GetProperty("lastRun").GetProperty("state").GetString().ShouldBe("timed_out");
        using JsonDocument reset = await server.SendAsync(HttpMethod.Put, "/api/settings", "{}");
        reset.RootElement.GetProperty("capacity").GetInt32().ShouldBe(2);
    }

    private static string? Source(JsonDocument settings, string name) => settings.RootElement.GetProperty("sources").GetProperty(name).GetString();

    private static string Tool(TestServer server)
    {
        string path = server["tool"];
        File.WriteAllText(path, "#!/bin/sh\necho tool 1.2.3\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static async Task PutAsync(TestServer server, string name, string body) => (await server.SendAsync(HttpMethod.Put, $"/api/profiles/{name}", body, 201)).Dispose();

    private static async Task<string> AddAsync(TestServer server, string profile, string script)
    {
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", JsonSerializer.Serialize(new { title = "t", context = script, profile }), 201);
        return made.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<string> RunAsync(TestServer server, string profile)
    {
        string task = await AddAsync(server, profile, "");
        using JsonDocument run = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run");
        return run.RootElement.GetProperty("runId").GetString()!;
    }

    private static async Task<(HttpStatusCode Status, string? ETag)> SendAsync(TestServer server, HttpMethod method, string path, string body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using HttpResponseMessage answer = await server.Http.SendAsync(request);
        return (answer.StatusCode, answer.Headers.ETag?.ToString());
    }
}
