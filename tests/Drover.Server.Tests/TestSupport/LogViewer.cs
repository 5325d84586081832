using System.Net.WebSockets;
using System.Text.Json;

namespace Drover.Server.Tests.TestSupport;

/// <summary>A viewer on a WebSocket that keeps what it gets.</summary>
public sealed class LogViewer : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonElement> _messages = [];
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>All messages so far.</summary>
    public IReadOnlyList<JsonElement> Messages => _messages;

    /// <summary>The types of the messages so far, in order.</summary>
    public IReadOnlyList<string> Types => [.. _messages.Select(Type)];

    /// <summary>The text of all output so far, history included.</summary>
    public string Text => string.Concat(_messages.Where(message => Type(message) is "history" or "stdout" or "stderr").Select(message => message.GetProperty("data").GetString()));

    /// <summary>The close code, once closed.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    /// <summary>The socket, for what a viewer should not do.</summary>
    public ClientWebSocket Socket => _socket;

    /// <summary>The highest record number in any message.</summary>
    public long Last => _messages.Where(message => message.TryGetProperty("lastSeq", out _) && Type(message) is "history" or "stdout" or "stderr")
        .Select(message => message.TryGetProperty("lastSeq", out JsonElement last) ? last.GetInt64() : 0).DefaultIfEmpty().Max();

    /// <summary>Connects.</summary>
    public static async Task<LogViewer> ConnectAsync(TestServer server, string path)
    {
        var viewer = new LogViewer();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await viewer._socket.ConnectAsync(new Uri($"ws://{server.Http.BaseAddress!.Authority}{path}"), limit.Token);
        return viewer;
    }

    /// <summary>The type of a message.</summary>
    public static string Type(JsonElement message) => message.GetProperty("type").GetString()!;

    /// <summary>Reads the next message; null when the connection was closed.</summary>
    public async Task<JsonElement?> ReadAsync(int seconds = 20)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var message = new MemoryStream();
        while (true)
        {
            ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(_buffer.AsMemory(), limit.Token);
            if (got.MessageType == WebSocketMessageType.Close) return null;
            message.Write(_buffer, 0, got.Count);
            if (!got.EndOfMessage) continue;
            JsonElement read = JsonDocument.Parse(message.ToArray()).RootElement.Clone();
            _messages.Add(read);
            return read;
        }
    }

    /// <summary>Reads until a message of a type comes, and returns it.</summary>
    public async Task<JsonElement> ReadUntilAsync(string type, int seconds = 20)
    {
        while (await ReadAsync(seconds) is { } message)
            if (Type(message) == type) return message;
        throw new InvalidOperationException($"Closed with {CloseCode} before '{type}' came; came: {string.Join(", ", Types)}");
    }

    /// <summary>Reads until all the text so far holds another.</summary>
    public async Task ReadUntilTextAsync(string text)
    {
        while (!Text.Contains(text, StringComparison.Ordinal))
            if (await ReadAsync() is null) throw new InvalidOperationException($"Closed with {CloseCode} before '{text}' came; came: {Text}");
    }

    /// <summary>Reads until the connection is closed, and returns the close code.</summary>
    public async Task<int> ReadToCloseAsync()
    {
        while (await ReadAsync() is not null)
        {
        }
        return CloseCode!.Value;
    }

    public void Dispose() => _socket.Dispose();
}
