using System.Net;
using System.Net.Sockets;
using System.Text;
using Drover.Shell.Sessions;

namespace Drover.Shell.Tests.Scripts;

/// <summary>Redirections from and to <c>/dev/tcp</c> and <c>/dev/udp</c>.</summary>
public sealed class ConnectionTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_script_talks_to_a_server(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerAsync(listener);
        string script = $"exec 3<>/dev/tcp/{host}/{PortOf(listener)}; printf 'hello\\n' >&3; read -r answer <&3; echo \"$answer\"; cat <&3; exec 3>&-";
        ShellRun.Drover("-c", script).ShouldBe(new ShellRun(0, "you said hello\nthat is all\n"));
        await serving.WaitAsync(s_limit);
    }

    [Fact]
    public async Task A_session_does_too()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerAsync(listener);
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync($"exec 3<>/dev/tcp/127.0.0.1/{PortOf(listener)}; echo hello >&3; cat <&3").WaitAsync(s_limit);
        result.Error.ShouldBe("");
        result.Output.ShouldBe("you said hello\nthat is all\n");
        await serving.WaitAsync(s_limit);
    }

    [Fact]
    public async Task A_datagram_arrives()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        ShellRun.Drover("-c", $"echo news > /dev/udp/127.0.0.1/{((IPEndPoint)receiver.Client.LocalEndPoint!).Port}").ShouldBe(new ShellRun(0, ""));
        UdpReceiveResult received = await receiver.ReceiveAsync().WaitAsync(s_limit);
        Encoding.UTF8.GetString(received.Buffer).ShouldBe("news\n");
    }

    [Fact]
    public void Whoever_does_not_listen_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = PortOf(listener);
        listener.Stop();
        ShellRun.Drover("-c", $"echo x > /dev/tcp/127.0.0.1/{port}; echo $?", "script")
            .ShouldBe(new ShellRun(0, $"script: line 1: /dev/tcp/127.0.0.1/{port}: Connection refused\n1\n"));
    }

    [Theory]
    [InlineData("/dev/tcp/127.0.0.1", "it takes a host and a port: /dev/tcp/host/port")]
    [InlineData("/dev/tcp/127.0.0.1/no-such-service", "Servname not supported for ai_socktype")]
    public void What_names_nobody_is_refused(string path, string reason) =>
        ShellRun.Drover("-c", $": < {path}", "script").ShouldBe(new ShellRun(1, $"script: line 1: {path}: {reason}\n"));

    [Fact]
    public void In_posix_mode_it_is_a_file() => ShellRun.Sh("-c", ": < /dev/tcp/127.0.0.1/1; echo no", "script").Output.ShouldBe("script: line 1: /dev/tcp/127.0.0.1/1: No such file or directory\n");

    // The queue of the listener is full, and the kernel says nothing to whoever comes then.
    [Fact]
    public async Task A_server_that_does_not_answer_holds_up_no_session()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var first = new TcpClient();
        await first.ConnectAsync(IPAddress.Loopback, port);
        // In state 2, SYN_SENT, it waits (proc(5), net/tcp).
        ShellRun.Drover("-c", $"trap 'echo caught' INT; (until grep -q ':{port:X4} 02 ' /proc/net/tcp; do sleep 0.01; done; kill -s INT $$) & echo x > /dev/tcp/127.0.0.1/{port}; echo on", "script")
            .ShouldBe(new ShellRun(0, $"script: line 1: /dev/tcp/127.0.0.1/{port}: Interrupted system call\ncaught\non\n"));
        await using ShellSession session = await ShellHost.CreateSessionAsync();
        ShellResult result = await session.EvalAsync($"echo x > /dev/tcp/127.0.0.1/{port}", new EvalOptions { Timeout = TimeSpan.FromMilliseconds(200) }).WaitAsync(s_limit);
        result.TimedOut.ShouldBeTrue();
        (await session.EvalAsync("echo on").WaitAsync(s_limit)).Output.ShouldBe("on\n");
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task AnswerAsync(TcpListener listener)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream());
        string? line = await reader.ReadLineAsync();
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"you said {line}\nthat is all\n"));
    }
}
