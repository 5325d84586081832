using System.Globalization;
using System.Text;
using System.Text.Json;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.Server.Tests.TestSupport;

/// <summary>The real server as a process of its own, with a state directory, a workspace, and an agent that runs each task's context as a shell script.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ProcessEngine _engine = new();
    private readonly Dictionary<string, string> _variables = [];
    private readonly string _mark = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    private Pipeline? _process;
    private HttpClient? _http;
    private int _starts;

    private TestServer()
    {
        Directory.CreateDirectory(Workspace);
        // The first line of a prompt is the title, the second is empty.
        _variables["AGENT_COMMAND"] = _directory.WriteExecutable("agent", "#!/bin/sh\neval \"$(sed 1,2d \"$TASK_PROMPT_FILE\")\"\n");
        _variables["WORKSPACE_PATH"] = Workspace;
        _variables["DROVER_SHIM"] = Artifacts.Shim;
        _variables["DROVER_STATE"] = State;
        _variables["DROVER_PORT"] = "0";
        _variables["DROVER_STOP_GRACE"] = "1s";
        _variables["SERVER_TEST"] = _mark;
    }

    /// <summary>The state directory.</summary>
    public string State => _directory["state"];

    /// <summary>Where agents work.</summary>
    public string Workspace => _directory["workspace"];

    /// <summary>A path in the test's own directory.</summary>
    public string this[string name] => _directory[name];

    /// <summary>The requests to it.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("The server has not been started.");

    /// <summary>What is started with "serve".</summary>
    public string Executable { get; init; } = Artifacts.Server;

    /// <summary>Its pid.</summary>
    public int Pid => _process!.Stages[0].Pid;

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => _process!.Completion.IsCompleted;

    /// <summary>Its exit status.</summary>
    public int ExitStatus => _process!.Completion.Result.ExitStatus;

    /// <summary>Everything that it has said since its last start.</summary>
    public string Words => File.Exists(OutputPath) ? File.ReadAllText(OutputPath) : "";

    private string OutputPath => _directory[$"output-{_starts}"];

    /// <summary>Starts one.</summary>
    /// <param name="variables">What is to be different in its environment, as NAME=value.</param>
    public static async Task<TestServer> StartAsync(params string[] variables)
    {
        var server = new TestServer();
        server.Set(variables);
        try
        {
            await server.StartAgainAsync();
        }
        catch
        {
            // Nobody else has it yet.
            await server.DisposeAsync();
            throw;
        }
        return server;
    }

    /// <summary>One that is not started yet.</summary>
    public static TestServer Prepare(params string[] variables)
    {
        var server = new TestServer();
        server.Set(variables);
        return server;
    }

    /// <summary>One that is started as people do it, through <c>drover serve</c>.</summary>
    public static TestServer PrepareCommand() => new() { Executable = Artifacts.Drover };

    /// <summary>Changes the environment of the next start.</summary>
    public void Set(params string[] variables)
    {
        foreach (string variable in variables) _variables[variable[..variable.IndexOf('=', StringComparison.Ordinal)]] = variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public async Task StartAgainAsync(params string[] options)
    {
        Launch(options);
        const string before = "listening on ";
        string words = await Eventually.BecomesAsync(() => Words, text => HasEnded || text.Contains(before, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        int at = words.IndexOf(before, StringComparison.Ordinal);
        if (at < 0) throw new InvalidOperationException($"The server ended: {words}");
        string address = words[(at + before.Length)..].Split('\n')[0].Trim();
        _http?.Dispose();
        _http = new HttpClient { BaseAddress = new Uri(address) };
    }

    /// <summary>Starts it, and waits for its end; returns what it said.</summary>
    public string Fail(params string[] options)
    {
        Launch(options);
        Eventually.IsTrue(() => HasEnded, TimeSpan.FromSeconds(30), () => Words);
        return Words;
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(Signal signal) => _process!.Signal(signal).ShouldBeTrue();

    /// <summary>Kills it with SIGKILL and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Signal(Engine.Signals.Signal.KILL);
        await Eventually.IsTrueAsync(() => HasEnded);
    }

    /// <summary>Ends it politely.</summary>
    public async Task<int> StopAsync()
    {
        Signal(Engine.Signals.Signal.TERM);
        await Eventually.IsTrueAsync(() => HasEnded, TimeSpan.FromSeconds(40), () => Words);
        return ExitStatus;
    }

    /// <summary>Adds a task whose agent runs a shell script; returns its id.</summary>
    public async Task<string> AddAsync(string script, string title = "Task")
    {
        using JsonDocument task = await SendAsync(HttpMethod.Post, "/api/tasks", JsonSerializer.Serialize(new { title, context = script }), 201);
        return task.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>Adds a task and runs it; returns the id of the task and of the run.</summary>
    public async Task<(string Task, string Run)> RunAsync(string script)
    {
        string id = await AddAsync(script);
        using JsonDocument answer = await SendAsync(HttpMethod.Post, $"/api/tasks/{id}/run");
        return (id, answer.RootElement.GetProperty("runId").GetString()!);
    }

    /// <summary>Reads a resource.</summary>
    public Task<JsonDocument> GetAsync(string path, int status = 200) => SendAsync(HttpMethod.Get, path, null, status);

    /// <summary>Sends a request and checks the answer's status.</summary>
    public async Task<JsonDocument> SendAsync(HttpMethod method, string path, string? body = null, int status = 200)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, $"{method} {path}: {text}");
        return JsonDocument.Parse(text.Length == 0 ? "null" : text);
    }

    /// <summary>Waits until a task is in a lane, and returns it.</summary>
    public async Task<JsonElement> WaitForAsync(string task, string status, int seconds = 20)
    {
        JsonElement last = default;
        long deadline = Environment.TickCount64 + (seconds * 1000);
        while (true)
        {
            using JsonDocument shown = await GetAsync($"/api/tasks/{task}");
            last = shown.RootElement.Clone();
            if (last.GetProperty("status").GetString() == status) return last;
            if (Environment.TickCount64 > deadline) throw new TimeoutException($"{task} did not become {status}: {last}\n{Words}");
            await Task.Delay(5);
        }
    }

    /// <summary>What is alive of its agents, wherever it has gone. Shims and the server itself are not agents.</summary>
    public IReadOnlyList<ProcessEntry> Agents() =>
        [.. ProcessTable.WithEnvironment($"SERVER_TEST={_mark}").Where(entry => entry.Pid != (_process?.Stages[0].Pid ?? 0))];

    public async ValueTask DisposeAsync()
    {
        if (_process is not null && !HasEnded)
        {
            _ = _process.Signal(Engine.Signals.Signal.KILL);
            await Eventually.IsTrueAsync(() => HasEnded);
        }
        if (Directory.Exists(State))
        {
            using var store = new Drover.Runs.RunStore(State);
            foreach (Drover.Runs.RunStatus status in store.ListLive()) _ = status.Shim.TrySignal(Engine.Signals.Signal.KILL.Number);
        }
        await Eventually.IsTrueAsync(() =>
        {
            foreach (ProcessEntry left in Agents()) _ = new ProcessIdentity(left.Pid, (long)left.StartTicks).TrySignal(Engine.Signals.Signal.KILL.Number);
            return Agents().Count == 0;
        });
        _http?.Dispose();
        _engine.Dispose();
        _directory.Dispose();
    }

    private void Launch(string[] options)
    {
        _starts++;
        ProcessEnvironment environment = ProcessEnvironment.Inherited;
        foreach ((string name, string value) in _variables) environment = value.Length == 0 ? environment.Remove(name) : environment.Set(name, value);
        ProcessSpec spec = ProcessSpec.Of(Executable, ["serve", .. options.Select(option => new ByteString(option))]) with
        {
            WorkingDirectory = _directory.Path,
            Environment = environment,
            Redirections = [Redirection.Null(0), Redirection.File(1, OutputPath, Engine.Descriptors.OpenMode.Truncate), Redirection.Duplicate(2, 1)],
        };
        _process = _engine.Start(PipelineSpec.Of(spec));
    }
}
