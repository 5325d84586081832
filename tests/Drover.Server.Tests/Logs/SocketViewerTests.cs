using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Drover.Server.Logs;

namespace Drover.Server.Tests.Logs;

public sealed class SocketViewerTests
{
    [Fact]
    public async Task A_viewer_that_takes_a_message_too_late_is_told_so()
    {
        (WebSocket server, WebSocket client) = await ConnectAsync();
        using (server)
        using (client)
        {
            using var viewer = new SocketViewer(server, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5));
            Task sending = viewer.SendAsync(new byte[32 * 1024 * 1024]);
            await Task.Delay(TimeSpan.FromMilliseconds(600));
            sending.IsCompleted.ShouldBeFalse();
            byte[] buffer = new byte[1024 * 1024];
            while ((await client.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }
            ((int?)client.CloseStatus).ShouldBe(4408);
            await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            await sending;
        }
    }

    [Fact]
    public async Task A_viewer_that_takes_nothing_is_cut_off()
    {
        (WebSocket server, WebSocket client) = await ConnectAsync();
        using (server)
        using (client)
        {
            using var viewer = new SocketViewer(server, TimeSpan.FromMilliseconds(100));
            await viewer.SendAsync(new byte[32 * 1024 * 1024]);
            server.State.ShouldBe(WebSocketState.Aborted);
        }
    }

    private static async Task<(WebSocket Server, WebSocket Client)> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        TcpClient server = await listener.AcceptTcpClientAsync();
        return (WebSocket.CreateFromStream(server.GetStream(), new WebSocketCreationOptions { IsServer = true }), WebSocket.CreateFromStream(client.GetStream(), new WebSocketCreationOptions()));
    }
}
