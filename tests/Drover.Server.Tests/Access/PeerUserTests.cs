using System.Net;
using System.Net.Sockets;
using Drover.Engine.Processes;
using Drover.Server.Access;
using Drover.Testing;

namespace Drover.Server.Tests.Access;

public sealed class PeerUserTests
{
    private const string Head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task The_owner_of_the_other_end_is_known_while_it_is_open(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using TcpClient accepted = await listener.AcceptTcpClientAsync();
        var peer = (IPEndPoint)accepted.Client.RemoteEndPoint!;
        var own = (IPEndPoint)accepted.Client.LocalEndPoint!;
        PeerUser.Find(peer, own).ShouldBe(CurrentUser.Id);
        // A closed socket is listed as root's: it must not be taken for root.
        client.Dispose();
        await Eventually.IsTrueAsync(() => PeerUser.Find(peer, own) is null);
    }

    [Theory]
    [InlineData("0100007F:C350 0100007F:1C0C 01 00000000:00000000 00:00000000 00000000  1000        0 4711", 1000)]
    [InlineData("0100007F:C350 0100007F:1C0C 01 00000000:00000000 00:00000000 00000000     0        0 0", null)]
    [InlineData("0100007F:C350 0100007F:1C0C 05 00000000:00000000 00:00000000 00000000     0        0 4711", null)]
    [InlineData("0100007F:1C0C 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4711", null)]
    [InlineData("0000000000000000FFFF00000100007F:C350 0000000000000000FFFF00000100007F:1C0C 01 0:0 0:0 0  1001        0 4711", 1001)]
    public void Only_an_open_socket_of_that_very_connection_counts(string row, int? user) =>
        PeerUser.Find((Head + "   0: " + row).Split('\n'), new IPEndPoint(IPAddress.Loopback, 50000), new IPEndPoint(IPAddress.Loopback, 7180)).ShouldBe((uint?)user);
}
