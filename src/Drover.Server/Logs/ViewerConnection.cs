using System.Net.WebSockets;

namespace Drover.Server.Logs;

/// <summary>The WebSocket of a viewer. Sending waits for the viewer; what it says is read meanwhile, so that its leaving is noticed.</summary>
internal sealed class ViewerConnection : IDisposable
{
    private const int GreatestMessage = 4096;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Begins to read what the viewer says.</summary>
    public ViewerConnection(WebSocket socket)
    {
        _socket = socket;
        Gone = ReceiveAsync();
    }

    /// <summary>Completes when the viewer has gone.</summary>
    public Task Gone { get; }

    /// <summary>Sends a message, waiting as long as the viewer needs. Nothing is sent to one that has gone.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> message)
    {
        if (Gone.IsCompleted || _socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        patience.CancelAfter(s_patience);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            _socket.Abort();
        }
    }

    /// <summary>Says goodbye, and waits a little for the answer.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string why)
    {
        try
        {
            using var farewell = new CancellationTokenSource(s_farewell);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await _socket.CloseOutputAsync(status, why, farewell.Token).ConfigureAwait(false);
            await Gone.WaitAsync(farewell.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            _socket.Abort();
        }
    }

    /// <summary>Ends the connection if it has not ended.</summary>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[GreatestMessage];
        int filled = 0;
        try
        {
            while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(buffer.AsMemory(filled), _gone.Token).ConfigureAwait(false);
                if (got.MessageType == WebSocketMessageType.Close) break;
                filled = got.EndOfMessage ? 0 : filled + got.Count;
                if (filled == buffer.Length)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, $"A message has at most {GreatestMessage} bytes", _gone.Token).ConfigureAwait(false);
                    break;
                }
            }
            if (_socket.State == WebSocketState.CloseReceived) await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _gone.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It is gone, one way or another.
        }
    }
}
