using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;

namespace Drover.Server.Logs;

/// <summary>The WebSocket of a viewer. Sending waits for the viewer; what it says is read meanwhile, so that its leaving is noticed.</summary>
internal sealed class SocketViewer : IViewer, IDisposable
{
    private const int GreatestMessage = 4096;
    private const int GreatestBacklog = 64;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _patience;
    private readonly TimeSpan _limit;
    private readonly WebSocket _socket;
    private readonly CancellationTokenSource _gone = new();
    private readonly ConcurrentQueue<ViewRequest> _requests = new();
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to read what the viewer says.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="patience">How long one message may take to be taken; null for a minute.</param>
    /// <param name="limit">When a connection that does not take one is cut off; null for twice the patience.</param>
    public SocketViewer(WebSocket socket, TimeSpan? patience = null, TimeSpan? limit = null)
    {
        _socket = socket;
        _patience = patience ?? s_patience;
        _limit = limit ?? (2 * _patience);
        Gone = ReceiveAsync();
    }

    /// <inheritdoc/>
    public Task Gone { get; }

    /// <inheritdoc/>
    public Task Asked
    {
        get
        {
            lock (_requests) return _requests.IsEmpty ? _asked.Task : Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ViewRequest? TakeRequest()
    {
        lock (_requests) return _requests.TryDequeue(out ViewRequest? request) ? request : null;
    }

    /// <inheritdoc/>
    public async Task SendAsync(ReadOnlyMemory<byte> message, long? sequence = null)
    {
        if (Gone.IsCompleted || _socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        // A frame that is half sent can only be finished or cut off: a viewer that takes it too late is told why, one that never does is cut off.
        _gone.CancelAfter(_limit);
        long began = Stopwatch.GetTimestamp();
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _gone.Token).ConfigureAwait(false);
            _gone.CancelAfter(Timeout.InfiniteTimeSpan);
            if (Stopwatch.GetElapsedTime(began) > _patience) await CloseAsync(ViewEnd.TooSlow, "too slow; come back with after=").ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            _socket.Abort();
        }
    }

    /// <inheritdoc/>
    public async Task CloseAsync(ViewEnd end, string why)
    {
        var status = (WebSocketCloseStatus)(int)end;
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

    private void Add(ViewRequest request)
    {
        TaskCompletionSource asked;
        lock (_requests)
        {
            _requests.Enqueue(request);
            asked = _asked;
            _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        asked.SetResult();
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
                filled += got.Count;
                if (got.EndOfMessage)
                {
                    // More than a few that nobody has taken: it is not waiting for answers.
                    if (_requests.Count >= GreatestBacklog) break;
                    Add(ViewRequest.Read(buffer.AsSpan(0, filled)));
                    filled = 0;
                }
                else if (filled == buffer.Length)
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
