using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Google.Protobuf;

namespace Drover.Nomad.Tests.TestSupport;

/// <summary>The host in Go as a process, and through it the plugin that it has launched as Nomad does.</summary>
public sealed class GoHost : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ProcessEngine _engine = new();
    private readonly Testing.TemporaryDirectory _temporary = new();
    private readonly ConcurrentDictionary<int, Channel<HostAnswer>> _answers = new();
    private readonly ConcurrentQueue<JsonDocument> _log = new();
    private readonly TaskCompletionSource<JsonElement> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Pipeline _process;
    private readonly Stream _input;
    private readonly Thread _reader;
    private int _lastId;

    private GoHost(IEnumerable<string> options, IEnumerable<KeyValuePair<string, string>> variables)
    {
        ProcessEnvironment environment = ProcessEnvironment.Inherited.Set("DROVER_SHIM", Testing.Artifacts.Shim).Set("TMPDIR", _temporary.Path);
        foreach ((string name, string value) in variables) environment = environment.Set(name, value);
        _process = _engine.Start(new ProcessSpec
        {
            Executable = GoHostBuild.Path,
            Arguments = [.. options.Select(option => new Engine.ByteString(option))],
            Environment = environment,
            Redirections = [Redirection.PipeToChild(0), Redirection.PipeFromChild(1), Redirection.Inherit(2, 2)],
        });
        _input = _process.Stages[0].TakePipe(0).ToStream(FileAccess.Write);
        Stream output = _process.Stages[0].TakePipe(1).ToStream(FileAccess.Read);
        _reader = new Thread(() => Read(output)) { IsBackground = true, Name = "go-host" };
        _reader.Start();
    }

    /// <summary>The plugin's pid.</summary>
    public int PluginPid { get; private set; }

    /// <summary>The path of the plugin's socket.</summary>
    public string Address { get; private set; } = "";

    /// <summary>From the start of the plugin to an open connection, in milliseconds.</summary>
    public double StartMs { get; private set; }

    /// <summary>The records of the plugin's log and of the host's own, as the host understood them.</summary>
    public IReadOnlyList<JsonDocument> Log => [.. _log];

    /// <summary>Launches the plugin.</summary>
    /// <param name="options">Options of the host beside the plugin's path.</param>
    /// <param name="variables">What is to be different in its environment.</param>
    public static async Task<GoHost> StartAsync(string[]? options = null, IEnumerable<KeyValuePair<string, string>>? variables = null)
    {
        (GoHost host, JsonElement first) = await TryStartAsync(options, variables);
        if (first.TryGetProperty("error", out JsonElement error)) throw new InvalidOperationException($"The host could not start the plugin: {error}");
        host.PluginPid = first.GetProperty("pid").GetInt32();
        host.Address = first.GetProperty("address").GetString()!;
        host.StartMs = first.GetProperty("startMs").GetDouble();
        return host;
    }

    /// <summary>Launches the plugin; the host's first line says how it went.</summary>
    public static async Task<(GoHost Host, JsonElement First)> TryStartAsync(string[]? options = null, IEnumerable<KeyValuePair<string, string>>? variables = null)
    {
        var host = new GoHost(["-plugin", Testing.Artifacts.NomadDriver, .. options ?? []], variables ?? []);
        return (host, await host._first.Task.WaitAsync(s_patience));
    }

    /// <summary>Calls a method and returns how it ended.</summary>
    public Task<HostAnswer> CallAsync(string method, IMessage request, int timeoutMs = 0) => CallAsync(method, request.ToByteArray(), timeoutMs);

    /// <summary>Calls a method with bytes as its message.</summary>
    public async Task<HostAnswer> CallAsync(string method, byte[] request, int timeoutMs = 0)
    {
        int id = Interlocked.Increment(ref _lastId);
        await SendAsync(writer =>
        {
            writer.WriteNumber("id", id);
            writer.WriteString("op", "call");
            writer.WriteString("method", method);
            writer.WriteBase64String("data", request);
            writer.WriteNumber("timeoutMs", timeoutMs);
        });
        return await NextAsync(id);
    }

    /// <summary>Calls a method that must succeed, and returns its answer.</summary>
    public async Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : IMessage<T>
    {
        HostAnswer answer = await CallAsync(method, request);
        return answer.Code == 0 ? parser.ParseFrom(answer.Data) : throw new InvalidOperationException($"{method}: {answer.Code} {answer.Message}");
    }

    /// <summary>Opens a stream; returns its number.</summary>
    public async Task<int> OpenAsync(string method, IMessage? only = null)
    {
        int id = Interlocked.Increment(ref _lastId);
        await SendAsync(writer =>
        {
            writer.WriteNumber("id", id);
            writer.WriteString("op", "open");
            writer.WriteString("method", method);
        });
        if (only is null) return id;
        await SendAsync(id, only);
        await CloseAsync(id);
        return id;
    }

    /// <summary>Sends a message on a stream.</summary>
    public Task SendAsync(int stream, IMessage message) => SendAsync(writer =>
    {
        writer.WriteString("op", "send");
        writer.WriteNumber("stream", stream);
        writer.WriteBase64String("data", message.ToByteArray());
    });

    /// <summary>Says that no message will follow on a stream.</summary>
    public Task CloseAsync(int stream) => SendAsync(writer =>
    {
        writer.WriteString("op", "close");
        writer.WriteNumber("stream", stream);
    });

    /// <summary>Gives a stream up.</summary>
    public Task CancelAsync(int stream) => SendAsync(writer =>
    {
        writer.WriteString("op", "cancel");
        writer.WriteNumber("stream", stream);
    });

    /// <summary>Lets the host do something that has no arguments: ping, reattach, raw, shutdown.</summary>
    public async Task<HostAnswer> DoAsync(string operation)
    {
        int id = Interlocked.Increment(ref _lastId);
        await SendAsync(writer =>
        {
            writer.WriteNumber("id", id);
            writer.WriteString("op", operation);
        });
        return await NextAsync(id);
    }

    /// <summary>The next answer to a call, or message of a stream.</summary>
    public async Task<HostAnswer> NextAsync(int id)
    {
        using var limit = new CancellationTokenSource(s_patience);
        return await AnswersOf(id).Reader.ReadAsync(limit.Token);
    }

    /// <summary>Whether there is anything new on a stream.</summary>
    public bool HasNews(int id) => AnswersOf(id).Reader.TryPeek(out _);

    /// <summary>Ends the host, as an agent that is killed: the plugin stays.</summary>
    public async Task KillAsync()
    {
        // The host alone: the plugin is in its group, as that of an agent is.
        _ = ProcessIdentity.TryRead(_process.Stages[0].Pid)?.TrySignal(Signal.KILL.Number);
        await _process.Completion;
    }

    /// <summary>Ends the host and its plugin.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.Completion.IsCompleted) await KillAsync();
        if (PluginPid > 0) _ = ProcessIdentity.TryRead(PluginPid)?.TrySignal(Signal.KILL.Number);
        await _input.DisposeAsync();
        _reader.Join();
        _engine.Dispose();
        // A killed plugin leaves its socket.
        _temporary.Dispose();
    }

    private Channel<HostAnswer> AnswersOf(int id) => _answers.GetOrAdd(id, static _ => Channel.CreateUnbounded<HostAnswer>());

    private async Task SendAsync(Action<Utf8JsonWriter> write)
    {
        using var line = new MemoryStream();
        await using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        lock (_input) _input.Write(line.GetBuffer(), 0, (int)line.Length);
    }

    private void Read(Stream output)
    {
        using var lines = new StreamReader(output, Encoding.UTF8);
        while (lines.ReadLine() is { } text)
        {
            JsonDocument line = JsonDocument.Parse(text);
            int id = line.RootElement.GetProperty("id").GetInt32();
            if (id == 0) _first.TrySetResult(line.RootElement);
            else if (id > 0) AnswersOf(id).Writer.TryWrite(HostAnswer.Read(line.RootElement));
            else if (line.RootElement.TryGetProperty("log", out JsonElement record)) _log.Enqueue(JsonDocument.Parse(record.GetString()!));
        }
        _first.TrySetException(new InvalidOperationException("The host ended without a word."));
    }
}
