using System.Net.Http.Headers;
using System.Text.Json;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Secrets;

/// <summary>No way of looking at a run shows a value that its profile marks as secret.</summary>
public sealed class SecretViewTests
{
    private const string Secret = "s3cr3t-value-0123456789";

    [Fact]
    public async Task No_view_shows_a_secret_however_it_is_cut()
    {
        await using TestServer server = await TestServer.StartAsync("FROM_SERVER=inherited-secret");
        await PutAsync(server, """{"command":"/bin/sh","args":["-c","eval \"$(sed 1,2d {promptFile})\""],"environment":{"set":{"KEY":"s3cr3t-value-0123456789"},"secrets":["KEY","FROM_SERVER"]}}""");
        // Byte by byte with pauses, so that each is a record of its own; with the other stream in between; whole; and inherited.
        string script = "v=$KEY; while [ -n \"$v\" ]; do printf %s \"${v%\"${v#?}\"}\"; v=${v#?}; echo between >&2; sleep 0.002; done; echo; echo \"whole $KEY end\"; echo $FROM_SERVER; printf 's3cr3t-val'";
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", JsonSerializer.Serialize(new { title = "t", context = script, profile = "p" }), 201);
        string task = made.RootElement.GetProperty("id").GetString()!;
        using JsonDocument started = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run");
        string run = started.RootElement.GetProperty("runId").GetString()!;
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}?after=0");
        (await viewer.ReadToCloseAsync()).ShouldBe(1000);
        string Masked(int length) => new('*', length);
        string stdout = $"{Masked(Secret.Length)}\nwhole {Masked(Secret.Length)} end\n{Masked("inherited-secret".Length)}\ns3cr3t-val";
        string Stdout(LogViewer one) => one.Text.Replace("between\n", "", StringComparison.Ordinal);
        Stdout(viewer).ShouldBe(stdout);

        JsonElement shown = await server.WaitForAsync(task, "review");
        string.Join('\n', shown.GetProperty("logs").EnumerateArray().Select(line => line.GetString()).Where(line => line != "between")).ShouldBe(stdout);
        using JsonDocument page = await server.GetAsync($"/api/runs/{run}/logs?limit=5000");
        JsonElement[] items = [.. page.RootElement.GetProperty("items").EnumerateArray()];
        string.Concat(items.Where(item => item.GetProperty("stream").GetString() == "stdout").Select(item => item.GetProperty("text").GetString())).ShouldBe(stdout);
        long last = page.RootElement.GetProperty("lastSeq").GetInt64();
        last.ShouldBeGreaterThan(Secret.Length);
        // From every record on, by every way of looking: nothing that is longer than a few characters of the value.
        for (long after = 0; after < last; after++)
        {
            foreach (string path in (string[])[$"logs?after={after}&format=text", $"logs/stream?after={after}", $"logs/search?q=3&after={after}", $"logs?before={after + 1}&format=plain", $"logs?tail={after}&format=text"])
                ShouldShowNothing(await server.Http.GetStringAsync($"/api/runs/{run}/{path}"), path);
        }
        byte[] raw = await server.Http.GetByteArrayAsync($"/api/runs/{run}/logs/raw");
        ShouldShowNothing(System.Text.Encoding.UTF8.GetString(raw), "raw");
        using var ranged = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{run}/logs/raw") { Headers = { Range = new RangeHeaderValue(5, 60) } };
        using HttpResponseMessage part = await server.Http.SendAsync(ranged);
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(raw[5..61]);
        foreach (string path in (string[])[$"/api/runs/{run}", $"/api/tasks/{task}", "/api/profiles", "/api/profiles/p", "/api/board", $"/api/runs/{run}/events"])
            ShouldShowNothing(await server.Http.GetStringAsync(path), path);
    }

    [Fact]
    public async Task A_terminal_and_the_commands_of_processes_show_no_secret()
    {
        await using TestServer server = await TestServer.StartAsync();
        await PutAsync(server, """{"command":"/bin/sh","args":["-c","echo \"$KEY\"; read -r line; sh -c 'sleep 60; :' \"$KEY\""],"stdin":"pty","environment":{"set":{"KEY":"s3cr3t-value-0123456789"},"secrets":["KEY"]}}""");
        (await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t","profile":"p"}""", 201)).Dispose();
        using JsonDocument started = await server.SendAsync(HttpMethod.Post, "/api/tasks/t-1/run");
        string run = started.RootElement.GetProperty("runId").GetString()!;
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}");
        await viewer.ReadUntilTextAsync(new string('*', Secret.Length) + "\r\n");
        // The terminal echoes what is typed.
        (await server.SendAsync(HttpMethod.Post, $"/api/runs/{run}/input", """{"text":"s3cr3t-value-0123456789 typed\r"}""", 204)).Dispose();
        await viewer.ReadUntilTextAsync("* typed");
        ShouldShowNothing(viewer.Text, "terminal");
        string tree = "";
        for (int look = 0; look < 500 && !tree.Contains("***", StringComparison.Ordinal); look++) tree = await server.Http.GetStringAsync($"/api/runs/{run}/tree");
        tree.ShouldContain("***");
        ShouldShowNothing(tree, "tree");
    }

    [Fact]
    public async Task A_secret_is_kept_when_it_is_sent_back_as_null_and_outlives_its_change()
    {
        await using TestServer server = await TestServer.StartAsync();
        const string profile = """{"command":"printenv","args":["KEY"],"environment":{"set":{"KEY":VALUE},"secrets":["KEY"]}}""";
        await PutAsync(server, profile.Replace("VALUE", $"\"{Secret}\"", StringComparison.Ordinal));
        string first = await RunAsync(server);
        using JsonDocument kept = await server.SendAsync(HttpMethod.Put, "/api/profiles/p", profile.Replace("VALUE", "null", StringComparison.Ordinal));
        kept.RootElement.GetProperty("environment").GetProperty("set").GetProperty("KEY").ValueKind.ShouldBe(JsonValueKind.Null);
        (await server.Http.GetStringAsync($"/api/runs/{await RunAsync(server)}/logs?format=text")).ShouldBe(new string('*', Secret.Length) + "\n");
        (await server.SendAsync(HttpMethod.Put, "/api/profiles/p", profile.Replace("VALUE", "\"another-value\"", StringComparison.Ordinal))).Dispose();
        (await server.Http.GetStringAsync($"/api/runs/{await RunAsync(server)}/logs?format=text")).ShouldBe(new string('*', "another-value".Length) + "\n");
        (await server.Http.GetStringAsync($"/api/runs/{first}/logs?format=text")).ShouldBe(new string('*', Secret.Length) + "\n");
        (await server.SendAsync(HttpMethod.Put, "/api/profiles/q", """{"command":"x","environment":{"set":{"NEW":null},"secrets":["NEW"]}}""", 400)).Dispose();
    }

    private static async Task PutAsync(TestServer server, string body) => (await server.SendAsync(HttpMethod.Put, "/api/profiles/p", body, 201)).Dispose();

    private static async Task<string> RunAsync(TestServer server)
    {
        using JsonDocument made = await server.SendAsync(HttpMethod.Post, "/api/tasks", """{"title":"t","profile":"p"}""", 201);
        string task = made.RootElement.GetProperty("id").GetString()!;
        using JsonDocument started = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run");
        await server.WaitForAsync(task, "review");
        return started.RootElement.GetProperty("runId").GetString()!;
    }

    // "s3cr3t-val" is printed on its own at the end, and is no secret.
    private static void ShouldShowNothing(string text, string where)
    {
        foreach (string piece in (string[])["value-01", "56789", "inherited-", "-secret"]) text.ShouldNotContain(piece, Case.Sensitive, where);
    }
}
