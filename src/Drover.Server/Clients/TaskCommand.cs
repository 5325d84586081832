using System.Text.Json;
using Drover.Server.Hosting;

namespace Drover.Server.Clients;

/// <summary><c>drover task</c>: the board on a terminal and in scripts. Ends with 0, 1 when the server refused, 2 when it was called wrongly, 125 without a server.</summary>
internal sealed class TaskCommand(BoardClient client, Stream output, Stream error)
{
    private const string Usage = """
        usage: drover task VERB ...
          list [--status S,S] [--label L] [-q TEXT] [--limit N] [--json]      tasks
          add TITLE [--context TEXT | --context-file FILE] [--docs PATH] [--label L]... [--priority N]
              [--depends-on ID]... [--timeout D] [--idle-timeout D] [--on-failure todo|failed|retry] [--profile P] [--queue] [--json]
          show ID [--json]                                                    one task with its newest lines
          run ID [-f] [--queue] [--timeout D] [--json]                        -f: follow it, and end as it does; --queue: wait for a slot
          stop ID [--grace D] [--signal S] [--wait] [--json]
          queue ID [--remove] [--json]
          approve ID [--json]
          logs ID [-f] [--run RUN] [--tail N] [--raw]
          top [--once] [--every D] [--json]                                   live runs and what they use, until Ctrl-C; once when not on a terminal
          history [ID] [--state S,S] [--limit N] [--json]                     runs, newest first
        The server is found by DROVER_SERVER (http://host:port or unix:/path), else DROVER_SOCKET, DROVER_LISTEN and DROVER_PORT; DROVER_TOKEN opens it.
        """;

    private const int WrongUse = 2;

    /// <summary>Carries out what stands behind "task".</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            if (arguments is [] or ["-h" or "--help" or "help", ..])
            {
                await (arguments is [] ? Console.Error : Console.Out).WriteLineAsync(Usage).ConfigureAwait(false);
                return arguments is [] ? WrongUse : 0;
            }
            using var client = new BoardClient(ServerAddress.Read(Environment.GetEnvironmentVariable));
            await using Stream output = Console.OpenStandardOutput(), error = Console.OpenStandardError();
            return await new TaskCommand(client, output, error).DoAsync(arguments[0], arguments[1..]).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync($"drover task: {e.Message}").ConfigureAwait(false);
            return WrongUse;
        }
        catch (ClientException e)
        {
            await Console.Error.WriteLineAsync($"drover task: {e.Message}").ConfigureAwait(false);
            return e.ExitStatus;
        }
        catch (IOException)
        {
            // Nobody reads any more (| head).
            return 141;
        }
    }

    private Task<int> DoAsync(string verb, string[] rest) => verb switch
    {
        "list" or "ls" => ListAsync(new TaskArguments("drover task list [--status S,S] [--label L] [-q TEXT] [--limit N] [--json]", rest, ["--status", "--label", "-q", "--limit"], ["--json"], 0)),
        "add" => AddAsync(new TaskArguments(
            "drover task add TITLE [options]; see drover task --help",
            rest,
            ["--context", "--context-file", "--docs", "--label", "--priority", "--depends-on", "--timeout", "--idle-timeout", "--on-failure", "--profile"],
            ["--queue", "--json"],
            1)),
        "show" => ShowAsync(new TaskArguments("drover task show ID [--json]", rest, [], ["--json"], 1)),
        "run" => RunTaskAsync(new TaskArguments("drover task run ID [-f] [--queue] [--timeout D] [--json]", rest, ["--timeout"], ["-f", "--follow", "--queue", "--json"], 1)),
        "stop" => StopAsync(new TaskArguments("drover task stop ID [--grace D] [--signal S] [--wait] [--json]", rest, ["--grace", "--signal"], ["--wait", "--json"], 1)),
        "queue" => QueueAsync(new TaskArguments("drover task queue ID [--remove] [--json]", rest, [], ["--remove", "--json"], 1)),
        "approve" => ApproveAsync(new TaskArguments("drover task approve ID [--json]", rest, [], ["--json"], 1)),
        "logs" => LogsAsync(new TaskArguments("drover task logs ID [-f] [--run RUN] [--tail N] [--raw]", rest, ["--run", "--tail"], ["-f", "--follow", "--raw"], 1)),
        "top" => TopAsync(new TaskArguments("drover task top [--once] [--every D] [--json]", rest, ["--every"], ["--once", "--json"], 0)),
        "history" => HistoryAsync(new TaskArguments("drover task history [ID] [--state S,S] [--limit N] [--json]", rest, ["--state", "--limit"], ["--json"], 1)),
        _ => throw new UsageException($"'{verb}' is no verb. Verbs: list, add, show, run, stop, queue, approve, logs, top, history; 'drover task --help' has more."),
    };

    private async Task<int> ListAsync(TaskArguments given)
    {
        string query = Query(("status", given.Value("--status")), ("label", given.Value("--label")), ("q", given.Value("-q")), ("limit", $"{given.Number("--limit") ?? 200}"));
        JsonElement page = await client.GetAsync($"/api/tasks{query}").ConfigureAwait(false);
        JsonElement[] items = [.. page.GetProperty("items").EnumerateArray()];
        await WriteAsync(given, page, () => items.Length == 0 ? "No task. Add one: drover task add \"what to do\"\n" : TaskText.Tasks(items)).ConfigureAwait(false);
        if (!given.Has("--json") && page.GetProperty("total").GetInt64() > items.Length) await SayAsync($"{page.GetProperty("total").GetInt64() - items.Length} more; narrow the list with --status, --label or -q").ConfigureAwait(false);
        return 0;
    }

    private async Task<int> AddAsync(TaskArguments given)
    {
        string title = given.Needed();
        string? context = given.Value("--context");
        if (given.Value("--context-file") is { } path) context = await ReadAsync(path).ConfigureAwait(false);
        JsonElement task = await client.PostAsync("/api/tasks", json =>
        {
            json.WriteString("title", title);
            if (context is not null) json.WriteString("context", context);
            if (given.Value("--docs") is { } docs) json.WriteString("docsPath", docs);
            if (given.Value("--profile") is { } profile) json.WriteString("profile", profile);
            if (given.Number("--priority") is { } priority) json.WriteNumber("priority", priority);
            if (given.Milliseconds("--timeout") is { } timeout) json.WriteNumber("timeoutMs", timeout);
            if (given.Milliseconds("--idle-timeout") is { } idle) json.WriteNumber("idleTimeoutMs", idle);
            if (given.Value("--on-failure") is { } then) json.WriteString("onFailure", then);
            WriteList(json, "labels", given.Values("--label"));
            WriteList(json, "dependsOn", given.Values("--depends-on"));
        }).ConfigureAwait(false);
        string id = TaskText.Text(task, "id");
        if (given.Has("--queue")) await client.PostAsync($"/api/tasks/{id}/queue").ConfigureAwait(false);
        await WriteAsync(given, task, () => $"{id}\n").ConfigureAwait(false);
        return 0;
    }

    private async Task<int> ShowAsync(TaskArguments given)
    {
        JsonElement task = await client.GetAsync($"/api/tasks/{Escape(given.Needed())}").ConfigureAwait(false);
        await WriteAsync(given, task, () => TaskText.Task(task)).ConfigureAwait(false);
        return 0;
    }

    private async Task<int> RunTaskAsync(TaskArguments given)
    {
        JsonElement answer = await client.PostAsync($"/api/tasks/{Escape(given.Needed())}/run", json =>
        {
            if (given.Has("--queue")) json.WriteString("ifBusy", "queue");
            if (given.Milliseconds("--timeout") is { } timeout) json.WriteNumber("timeoutMs", timeout);
        }).ConfigureAwait(false);
        bool isRunning = TaskText.Text(answer, "status") == "running";
        bool isFollowed = given.Has("-f") || given.Has("--follow");
        if (!isFollowed || !isRunning || given.Has("--json"))
            await WriteAsync(given, answer, () => isRunning ? $"{TaskText.Text(answer, "runId")}\n" : $"queued, number {TaskText.Text(answer, "position")}\n").ConfigureAwait(false);
        if (!isFollowed || !isRunning) return 0;
        string run = TaskText.Text(answer, "runId");
        // It may have ended, in silence, before it could be followed.
        JsonElement ended = await new LogFollower(client, output, error).FollowAsync(run, null).ConfigureAwait(false) ?? await client.GetAsync($"/api/runs/{run}").ConfigureAwait(false);
        if (ended.TryGetProperty("exitCode", out JsonElement code) && code.ValueKind == JsonValueKind.Number && TaskText.Text(ended, "state") is "succeeded" or "failed") return code.GetInt32();
        await SayAsync($"{TaskText.Text(ended, "state")}: {TaskText.Why(ended)}").ConfigureAwait(false);
        return TaskText.Text(ended, "state") is "timed_out" or "idle_timed_out" ? 124 : BoardClient.Refused;
    }

    private async Task<int> StopAsync(TaskArguments given)
    {
        JsonElement answer = await client.PostAsync($"/api/tasks/{Escape(given.Needed())}/stop", json =>
        {
            if (given.Milliseconds("--grace") is { } grace) json.WriteNumber("graceMs", grace);
            if (given.Value("--signal") is { } signal) json.WriteString("signal", signal);
            if (given.Has("--wait")) json.WriteBoolean("wait", true);
        }).ConfigureAwait(false);
        await WriteAsync(given, answer, () => given.Has("--wait") ? $"{TaskText.Text(answer, "state")}\n" : "stopping\n").ConfigureAwait(false);
        return 0;
    }

    private async Task<int> QueueAsync(TaskArguments given)
    {
        string id = Escape(given.Needed());
        JsonElement answer = await client.PostAsync($"/api/tasks/{id}/{(given.Has("--remove") ? "dequeue" : "queue")}").ConfigureAwait(false);
        await WriteAsync(given, answer, () => given.Has("--remove") ? $"{TaskText.Text(answer, "status")}\n" : $"queued, number {TaskText.Text(answer, "position")}\n").ConfigureAwait(false);
        return 0;
    }

    private async Task<int> ApproveAsync(TaskArguments given)
    {
        JsonElement task = await client.PostAsync($"/api/tasks/{Escape(given.Needed())}/approve").ConfigureAwait(false);
        await WriteAsync(given, task, () => $"{TaskText.Text(task, "status")}\n").ConfigureAwait(false);
        return 0;
    }

    private async Task<int> LogsAsync(TaskArguments given)
    {
        string id = given.Needed();
        string? run = given.Value("--run");
        if (run is null)
        {
            JsonElement task = await client.GetAsync($"/api/tasks/{Escape(id)}").ConfigureAwait(false);
            if (task.GetProperty("lastRun") is not { ValueKind: JsonValueKind.Object } last) throw new ClientException($"{id} has not been run yet: drover task run {id}", BoardClient.Refused);
            run = TaskText.Text(last, "id");
        }
        run = Escape(run);
        if (given.Has("-f") || given.Has("--follow"))
        {
            await new LogFollower(client, output, error).FollowAsync(run, given.Number("--tail")).ConfigureAwait(false);
            return 0;
        }
        if (given.Has("--raw") || given.Value("--tail") is not null)
        {
            string path = given.Has("--raw") ? $"/api/runs/{run}/logs/raw" : $"/api/runs/{run}/logs?format=text&limit=5000&tail={given.Number("--tail")}";
            await using Stream? bytes = await client.OpenAsync(path).ConfigureAwait(false);
            if (bytes is not null) await bytes.CopyToAsync(output).ConfigureAwait(false);
            return 0;
        }
        await new LogFollower(client, output, error).WriteAsync(run).ConfigureAwait(false);
        return 0;
    }

    private async Task<int> TopAsync(TaskArguments given)
    {
        TimeSpan every = TimeSpan.FromMilliseconds(Math.Max(100, given.Milliseconds("--every") ?? 1000));
        bool isOnce = given.Has("--once") || given.Has("--json") || Console.IsOutputRedirected;
        while (true)
        {
            JsonElement live = await client.GetAsync("/api/processes").ConfigureAwait(false);
            JsonElement queue = isOnce ? default : await client.GetAsync("/api/queue").ConfigureAwait(false);
            JsonElement[] items = [.. live.EnumerateArray()];
            string table = items.Length == 0 ? "No live run.\n" : TaskText.Processes(items);
            await WriteAsync(given, live, () => isOnce ? table : TaskText.Screen($"{TaskText.Queue(queue)}\n{table}", Console.WindowWidth, Console.WindowHeight)).ConfigureAwait(false);
            if (isOnce) return 0;
            await Task.Delay(every).ConfigureAwait(false);
        }
    }

    private async Task<int> HistoryAsync(TaskArguments given)
    {
        string query = Query(("taskId", given.Word(0)), ("state", given.Value("--state")), ("limit", $"{given.Number("--limit") ?? 50}"));
        JsonElement page = await client.GetAsync($"/api/runs{query}").ConfigureAwait(false);
        JsonElement[] items = [.. page.GetProperty("items").EnumerateArray()];
        await WriteAsync(given, page, () => items.Length == 0 ? "No run.\n" : TaskText.Runs(items)).ConfigureAwait(false);
        return 0;
    }

    private static async Task<string> ReadAsync(string path)
    {
        try
        {
            return path == "-" ? await Console.In.ReadToEndAsync().ConfigureAwait(false) : await File.ReadAllTextAsync(path).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--context-file: {e.Message}");
        }
    }

    private async Task WriteAsync(TaskArguments given, JsonElement answer, Func<string> text)
    {
        string written = given.Has("--json") ? $"{answer.GetRawText()}\n" : text();
        await output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(written)).ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
    }

    private Task SayAsync(string text) => error.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"drover task: {text}\n")).AsTask();

    private static void WriteList(Utf8JsonWriter json, string field, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(field);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Query(params (string Name, string? Value)[] values) =>
        $"?{string.Join('&', values.Where(pair => pair.Value is { Length: > 0 }).Select(pair => $"{pair.Name}={Escape(pair.Value!)}"))}";

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
