using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Logs;

public sealed class LogViewTests
{
    [Fact]
    public async Task A_viewer_that_comes_back_gets_every_byte_once()
    {
        await using TestServer server = await TestServer.StartAsync();
        (_, string run) = await server.RunAsync("i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo ä€😀 line $i; [ $((i % 7)) = 0 ] && sleep 0.003; done; true");
        var text = new StringBuilder();
        long after = 0;
        var random = new Random(1);
        for (int connection = 0; ; connection++)
        {
            using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}?after={after}");
            bool isOver = false;
            int frames = random.Next(3, 12);
            while (frames-- > 0 && await viewer.ReadAsync() is { } message) isOver |= LogViewer.Type(message) == "exit";
            text.Append(viewer.Text);
            after = Math.Max(after, viewer.Last);
            if (isOver) break;
        }
        text.ToString().ShouldBe(string.Concat(Enumerable.Range(1, 400).Select(i => $"ä€😀 line {i}\n")));
    }

    [Fact]
    public async Task A_character_that_is_split_between_records_is_held_back_until_it_is_whole()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync($"exec {TestPrograms.Path} utf8-split");
        await server.WaitForAsync(task, "review");
        // Wherever one comes back, what it gets continues what it had.
        using LogViewer whole = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}?after=0");
        (await whole.ReadToCloseAsync()).ShouldBe(1000);
        whole.Text.ShouldBe("äö€😀\n");
        using JsonDocument shown = await server.GetAsync($"/api/runs/{run}");
        long last = shown.RootElement.GetProperty("log").GetProperty("lastSeq").GetInt64();
        last.ShouldBeGreaterThan(5);
        for (long after = 1; after <= last; after++)
        {
            using JsonDocument head = await server.GetAsync($"/api/runs/{run}/logs?after=0&limit={after}");
            string before = string.Concat(head.RootElement.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("seq").GetInt64() <= after).Select(item => item.GetProperty("text").GetString()));
            using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}?after={after}");
            await viewer.ReadToCloseAsync();
            (before + viewer.Text).ShouldBe("äö€😀\n", $"after {after}");
        }
    }

    [Fact]
    public async Task History_and_live_output_have_no_seam()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, _) = await server.RunAsync("i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo $i; done; true");
        // Viewers that come at any moment of it.
        List<LogViewer> viewers = [];
        for (int i = 0; i < 20; i++) viewers.Add(await LogViewer.ConnectAsync(server, $"/ws/logs/{task}?after=0"));
        string expected = string.Concat(Enumerable.Range(1, 3000).Select(i => $"{i}\n"));
        foreach (LogViewer viewer in viewers)
        {
            await viewer.ReadUntilAsync("exit");
            viewer.Text.ShouldBe(expected);
            viewer.Types.Count(type => type == "caught-up").ShouldBe(1);
            viewer.Dispose();
        }
    }

    [Fact]
    public async Task History_comes_in_messages_of_limited_size()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync($"exec {TestPrograms.Path} write --bytes 2000000 --pattern lines");
        await server.WaitForAsync(task, "review");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}?after=0");
        await viewer.ReadToCloseAsync();
        viewer.Types.Count(type => type == "history").ShouldBeGreaterThan(8);
        // A record is never split: alone it may need more.
        viewer.Messages.Where(message => !message.TryGetProperty("items", out JsonElement items) || items.GetArrayLength() > 1)
            .Max(message => Encoding.UTF8.GetByteCount(message.GetRawText())).ShouldBeLessThanOrEqualTo(64 * 1024);
        viewer.Messages.Max(message => Encoding.UTF8.GetByteCount(message.GetRawText())).ShouldBeLessThanOrEqualTo(256 * 1024);
        Encoding.UTF8.GetByteCount(viewer.Text).ShouldBe(2_000_000);
    }

    [Fact]
    public async Task Every_line_of_history_has_the_time_at_which_it_was_written()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, string run) = await server.RunAsync("for i in 1 2 3 4 5; do date +%s%3N; sleep 0.2; done");
        await server.WaitForAsync(task, "review");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/runs/{run}?after=0");
        await viewer.ReadToCloseAsync();
        JsonElement[] items = [.. viewer.Messages.Where(message => message.TryGetProperty("items", out _)).SelectMany(message => message.GetProperty("items").EnumerateArray())];
        items.Select(item => item.GetProperty("text").GetString()!.TrimEnd('\n')).Count(line => line.Contains('\n', StringComparison.Ordinal)).ShouldBe(0, "lines that are 200 ms apart share a time");
        items.Length.ShouldBe(5);
        // The program read the clock just before it wrote; a loaded machine may read the pipe late, but never early.
        foreach (JsonElement item in items)
            (item.GetProperty("ts").GetDateTimeOffset().ToUnixTimeMilliseconds() - long.Parse(item.GetProperty("text").GetString()!, System.Globalization.CultureInfo.InvariantCulture)).ShouldBeInRange(0, 10_000);
    }

    [Fact]
    public async Task A_task_is_followed_from_run_to_run()
    {
        await using TestServer server = await TestServer.StartAsync();
        string task = await server.AddAsync("echo run of $TASK_ID; exit 1");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}");
        await viewer.ReadUntilAsync("caught-up");
        string[] runs = new string[2];
        for (int i = 0; i < 2; i++)
        {
            using JsonDocument answer = await server.SendAsync(HttpMethod.Post, $"/api/tasks/{task}/run");
            runs[i] = answer.RootElement.GetProperty("runId").GetString()!;
            JsonElement exit = await viewer.ReadUntilAsync("exit");
            exit.GetProperty("runId").GetString().ShouldBe(runs[i]);
            exit.GetProperty("reason").GetString().ShouldBe("exit_code");
        }
        viewer.Messages.Where(message => LogViewer.Type(message) == "hello").Select(message => message.GetProperty("runId").GetString()).ShouldBe([null, .. runs]);
        // And back to the first, on the same connection.
        await viewer.Socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"op":"subscribe","runId":"{{runs[0]}}"}"""), WebSocketMessageType.Text, true, CancellationToken.None);
        JsonElement hello = await viewer.ReadUntilAsync("hello");
        hello.GetProperty("runId").GetString().ShouldBe(runs[0]);
        await viewer.ReadUntilAsync("exit");
    }

    [Fact]
    public async Task Garbage_is_answered_and_too_long_a_message_ends_the_connection()
    {
        await using TestServer server = await TestServer.StartAsync();
        string task = await server.AddAsync("true");
        using LogViewer viewer = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}");
        await viewer.ReadUntilAsync("caught-up");
        foreach (string garbage in (string[])["no json", "[]", "{\"op\":\"x\"}", "{\"op\":\"subscribe\",\"after\":-1}", "{\"op\":\"\\ud800\"}", "{\"\\udc00\":1,\"op\":\"x\"}"])
        {
            await viewer.Socket.SendAsync(Encoding.UTF8.GetBytes(garbage), WebSocketMessageType.Text, true, CancellationToken.None);
            (await viewer.ReadUntilAsync("error")).GetProperty("code").GetString().ShouldBe("invalid_request");
        }
        await viewer.Socket.SendAsync(new byte[10_000], WebSocketMessageType.Text, true, CancellationToken.None);
        (await viewer.ReadToCloseAsync()).ShouldBe(1009);
        using LogViewer wrong = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}?after=soon");
        (await wrong.ReadToCloseAsync()).ShouldBe(1008);
    }

    [Fact]
    public async Task A_stalled_viewer_slows_nobody_and_gets_everything_in_the_end()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string task, _) = await server.RunAsync($"while [ ! -e go ]; do sleep 0.01; done; exec {TestPrograms.Path} write --bytes 30000000 --pattern lines");
        using LogViewer stalled = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}");
        await stalled.ReadUntilAsync("caught-up");
        await File.WriteAllTextAsync(Path.Combine(server.Workspace, "go"), "");
        using (LogViewer quick = await LogViewer.ConnectAsync(server, $"/ws/logs/{task}?after=0"))
        {
            await quick.ReadUntilAsync("exit", 60);
            Encoding.UTF8.GetByteCount(quick.Text).ShouldBe(30_000_000);
        }
        await stalled.ReadUntilAsync("exit", 60);
        Encoding.UTF8.GetByteCount(stalled.Text).ShouldBe(30_000_000);
    }

    [Fact]
    public async Task The_board_tells_what_happens_and_what_was_missed()
    {
        await using TestServer server = await TestServer.StartAsync();
        using LogViewer viewer = await LogViewer.ConnectAsync(server, "/ws/board");
        JsonElement hello = await viewer.ReadUntilAsync("hello");
        (string task, string run) = await server.RunAsync("true");
        JsonElement started = await viewer.ReadUntilAsync("run.started");
        started.GetProperty("run").GetProperty("id").GetString().ShouldBe(run);
        JsonElement ended = await viewer.ReadUntilAsync("run.ended");
        ended.GetProperty("run").GetProperty("state").GetString().ShouldBe("succeeded");
        viewer.Messages.Where(message => LogViewer.Type(message) == "task.updated").Select(message => message.GetProperty("task").GetProperty("status").GetString())
            .ShouldBe(["todo", "running", "running", "review"]);
        using LogViewer late = await LogViewer.ConnectAsync(server, $"/ws/board?afterRev={hello.GetProperty("rev").GetInt64()}");
        await late.ReadUntilAsync("run.ended");
        late.Types.ShouldBe(viewer.Types);
        using LogViewer stranger = await LogViewer.ConnectAsync(server, "/ws/board?afterRev=1000000");
        await stranger.ReadUntilAsync("resync");
        using JsonDocument gone = await server.SendAsync(HttpMethod.Delete, $"/api/tasks/{task}", null, 204);
        (await viewer.ReadUntilAsync("task.deleted")).GetProperty("taskId").GetString().ShouldBe(task);
    }
}
