using System.Text.Json;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Runs;
using Drover.Server.Endpoints;
using Drover.Server.Logs;

namespace Drover.Server.AgentTools;

/// <summary>The tools that start, read, stop and list durable runs.</summary>
internal sealed class RunTools(RunStore store, TimeProvider time)
{
    private const int GreatestList = 200;
    private const double Longest = 365 * 86_400.0;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    /// <summary>start_run.</summary>
    public Action<Utf8JsonWriter> Start(ToolArguments given)
    {
        string[]? command = given.List("command");
        string? script = given.Text("script");
        if (command is null == script is null) throw new ToolException("Give either 'command' (a list of words) or 'script' (text for /bin/sh).");
        command ??= ["/bin/sh", "-c", script!];
        string cwd = Path.GetFullPath(given.Text("cwd") ?? ".");
        if (!Directory.Exists(cwd)) throw new ToolException($"{cwd} is not a directory.");
        ProcessEnvironment environment = ProcessEnvironment.Inherited;
        foreach ((string name, string value) in given.Texts("env")) environment = environment.Set(name, value);
        using Run run = store.Start(new RunSpec
        {
            Command = [.. command.Select(word => new ByteString(word))],
            WorkingDirectory = cwd,
            Environment = environment,
            Name = given.Text("name"),
            Timeout = given.Number("timeoutSeconds", 0.001, Longest) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        });
        RunStatus status = run.ReadStatus();
        return json => Write(json, status);
    }

    /// <summary>read_output.</summary>
    public async Task<Action<Utf8JsonWriter>> ReadAsync(ToolArguments given, CancellationToken cancel)
    {
        string reference = given.Needed("run");
        long? after = (long?)given.Number("after", 0, long.MaxValue);
        int? tail = (int?)given.Number("tail", 1, 5000);
        if (after is not null && tail is not null) throw new ToolException("'after' and 'tail' exclude each other.");
        int most = (int)(given.Number("maxCharacters", 1000, 200_000) ?? 20_000);
        TimeSpan patience = TimeSpan.FromSeconds(given.Number("waitSeconds", 0, 60) ?? 0);
        long began = time.GetTimestamp();
        using Run run = store.Open(reference);
        var choice = new ViewChoice { After = tail is null ? after ?? 0 : null, Tail = tail ?? 0 };
        using var cursor = new LogCursor(run, choice);
        var pieces = new List<(long Last, string Stream, string Text)>();
        bool isOver, isFull;
        RunStatus status;
        while (true)
        {
            // Read before the log: what it wrote before its end is there then.
            status = run.ReadStatus();
            isOver = status.State == RunState.Ended;
            if (isOver) cursor.SetFinal();
            isFull = Fill(cursor, pieces, most, isOver);
            if (pieces.Count > 0 || isOver || time.GetElapsedTime(began) >= patience) break;
            await Task.Delay(s_look, time, cancel).ConfigureAwait(false);
        }
        long next = pieces.Count > 0 ? pieces[^1].Last : tail is null ? after ?? 0 : cursor.Extent.LastSequence;
        return json =>
        {
            Write(json, status);
            json.WriteNumber("next", next);
            json.WriteBoolean("complete", isOver && !isFull);
            json.WriteStartArray("output");
            foreach ((_, string stream, string text) in pieces)
            {
                json.WriteStartObject();
                json.WriteString("stream", stream);
                json.WriteString("text", text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        };
    }

    /// <summary>stop_run.</summary>
    public async Task<Action<Utf8JsonWriter>> StopAsync(ToolArguments given)
    {
        using Run run = store.Open(given.Needed("run"));
        var policy = new StopPolicy(Signal.TERM, TimeSpan.FromSeconds(given.Number("graceSeconds", 0, 300) ?? 5));
        RunStatus status = await Task.Run(() => run.Stop(policy)).ConfigureAwait(false);
        return json => Write(json, status);
    }

    /// <summary>list_runs.</summary>
    public Action<Utf8JsonWriter> List(ToolArguments given)
    {
        IReadOnlyList<RunStatus> found = given.Flag("all") ? store.List() : store.ListLive();
        RunStatus[] newest = [.. found.OrderByDescending(status => status.CreatedAt).Take(GreatestList)];
        return json =>
        {
            json.WriteStartArray("runs");
            foreach (RunStatus status in newest)
            {
                json.WriteStartObject();
                Write(json, status);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("total", found.Count);
        };
    }

    // Whether there is more than may be given.
    private static bool Fill(LogCursor cursor, List<(long Last, string Stream, string Text)> pieces, int most, bool isOver)
    {
        int size = 0;
        while (size < most)
        {
            if ((cursor.Read() ?? (isOver ? cursor.ReadHeldBack() : null)) is not { } piece) return false;
            pieces.Add((piece.Last, piece.IsGap ? "gap" : StreamNames.Of(piece.Stream), piece.Text.ToString()));
            size += piece.Text.Length;
        }
        return true;
    }

    private static void Write(Utf8JsonWriter json, RunStatus status)
    {
        json.WriteString("run", status.Id);
        if (status.Name is { } name) json.WriteString("name", name);
        json.WriteString("state", status.State.ToString().ToLowerInvariant());
        json.WriteString("command", status.Command);
        json.WriteString("cwd", status.WorkingDirectory);
        if (status.Leader.Pid > 0) json.WriteNumber("pid", status.Leader.Pid);
        if (status.StartedAt is { } started) json.WriteString("startedAt", InstantFormat.Text(started));
        if (status.State != RunState.Ended) return;
        if (status.EndedAt is { } ended) json.WriteString("endedAt", InstantFormat.Text(ended));
        json.WriteString("outcome", OutcomeOf(status.Outcome));
        json.WriteNumber("exitStatus", status.ExitStatus);
        if (status.Reason is { } reason) json.WriteString("reason", reason);
    }

    private static string OutcomeOf(RunOutcome outcome) => outcome switch
    {
        RunOutcome.TimedOut => "timed_out",
        RunOutcome.IdleTimedOut => "idle_timed_out",
        RunOutcome.StartFailed => "start_failed",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
