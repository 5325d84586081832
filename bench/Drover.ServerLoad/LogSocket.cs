using System.Net.WebSockets;
using System.Text.Json;

namespace Drover.ServerLoad;

/// <summary>One connection to a run's log. Messages are read where they stand: a text that is looked at costs one copy.</summary>
internal sealed class LogSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private byte[] _buffer = new byte[64 * 1024];
    private byte[] _text = new byte[64 * 1024];
    private int _length;

    /// <summary>The text of the message.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; }

    /// <summary>The type of the message.</summary>
    public string Type { get; private set; } = "";

    /// <summary>The highest record number so far: what to come back with.</summary>
    public long Last { get; private set; }

    /// <summary>Connects.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="path">The path, such as /ws/runs/ID.</param>
    /// <param name="after">The record to go on after; null for all of it.</param>
    public async Task OpenAsync(Uri server, string path, long? after)
    {
        _socket.Options.Proxy = null;
        var address = new UriBuilder(server) { Scheme = "ws", Path = path, Query = $"after={after ?? 0}" };
        await _socket.ConnectAsync(address.Uri, CancellationToken.None);
    }

    /// <summary>Reads the next message; false at the end.</summary>
    public async Task<bool> ReadAsync()
    {
        _length = 0;
        while (true)
        {
            if (_length == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(_length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) return false;
            _length += part.Count;
            if (part.EndOfMessage) break;
        }
        Take();
        return true;
    }

    /// <summary>Cuts the connection.</summary>
    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }

    private void Take()
    {
        var json = new Utf8JsonReader(_buffer.AsSpan(0, _length));
        Type = "";
        Data = default;
        long last = 0;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8)) Type = json.Read() ? json.GetString()! : "";
            else if (json.ValueTextEquals("data"u8))
            {
                json.Read();
                if (_text.Length < json.ValueSpan.Length) _text = new byte[json.ValueSpan.Length];
                if (json.TokenType == JsonTokenType.String) Data = _text.AsMemory(0, json.CopyString(_text));
            }
            else if (json.ValueTextEquals("lastSeq"u8)) last = json.Read() && json.TokenType == JsonTokenType.Number ? json.GetInt64() : 0;
            else
            {
                json.Read();
                json.Skip();
            }
        }
        if (Type is "history" or "stdout" or "stderr") Last = Math.Max(Last, last);
        else Data = default;
    }
}
