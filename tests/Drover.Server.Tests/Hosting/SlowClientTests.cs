using System.Net.Sockets;
using System.Text;
using Drover.Server.Tests.TestSupport;

namespace Drover.Server.Tests.Hosting;

public sealed class SlowClientTests
{
    private const string Headers = "GET /api/board HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
    private const string Body = "POST /api/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";

    [Fact]
    public async Task Clients_that_send_a_byte_now_and_then_are_cut_off_and_keep_nobody_waiting()
    {
        await using TestServer server = await TestServer.StartAsync();
        Task<string>[] slow = [.. Enumerable.Range(0, 60).Select(i => TrickleAsync(server.Http.BaseAddress!.Port, i % 3 == 0 ? Body : Headers))];
        Task all = Task.WhenAll(slow);
        int answered = 0;
        while (!all.IsCompleted)
        {
            using HttpResponseMessage health = await server.Http.GetAsync("/readyz");
            ((int)health.StatusCode).ShouldBe(200);
            answered++;
            await Task.WhenAny(all, Task.Delay(100));
        }
        answered.ShouldBeGreaterThan(3);
        foreach (string answer in slow.Select(one => one.Result)) (answer.Length == 0 || answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal)).ShouldBeTrue(answer);
    }

    // Until the server has had enough; returns what it said.
    private static async Task<string> TrickleAsync(int port, string begin)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, limit.Token);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(begin), limit.Token);
        byte[] buffer = new byte[4096];
        Task<int> read = stream.ReadAsync(buffer, limit.Token).AsTask();
        try
        {
            while (await Task.WhenAny(read, Task.Delay(300, limit.Token)) != read) await stream.WriteAsync("x"u8.ToArray(), limit.Token);
            return Encoding.ASCII.GetString(buffer, 0, await read);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
