using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Drover.Nomad.Protocol;
using Drover.Nomad.Protocol.Health;
using Drover.Nomad.Protocol.Structs;
using Drover.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Drover.Nomad.Tests.Protocol;

/// <summary>The server in this process with methods of its own, and a client that says exactly what it is told to.</summary>
public sealed class GrpcServerTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _failed = [];
    private readonly GrpcServer _server;
    private readonly HttpClient _client;

    public GrpcServerTests()
    {
        var methods = new GrpcMethods();
        methods.AddUnary("test.Service", "Echo", HealthCheckRequest.Parser, (request, _) => Task.FromResult(request));
        methods.AddUnary("test.Service", "Broken", HealthCheckRequest.Parser, Task<HealthCheckRequest> (_, _) => throw new InvalidTimeZoneException("100 % broken: é"));
        methods.AddUnary("test.Service", "Retry", HealthCheckRequest.Parser, Task<HealthCheckRequest> (_, _) =>
            throw new GrpcException(GrpcStatusCode.FailedPrecondition, "later", new RecoverableError { Recoverable = true }));
        methods.AddUnary("test.Service", "Wait", HealthCheckRequest.Parser, async (request, call) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, call.Cancellation);
            return request;
        });
        methods.AddDuplex("test.Service", "Talk", async call =>
        {
            await call.OpenAsync();
            while (await call.ReadAsync(HealthCheckRequest.Parser) is { } message) await call.WriteAsync(message);
        });
        _server = new GrpcServer(_directory["socket"], methods, TimeProvider.System, (path, _) => _failed.Add(path));
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_directory["socket"]), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://unused"),
        };
    }

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(TimeSpan.FromSeconds(5));
        await _server.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        _client.Dispose();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Empty_message_is_five_bytes_of_zero()
    {
        (HttpResponseMessage answer, byte[] body) = await PostAsync("Echo", new byte[5]);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/grpc");
        body.ShouldBe(new byte[5]);
        Trailer(answer, "grpc-status").ShouldBe("0");
    }

    [Fact]
    public async Task Error_that_nobody_expected_is_told_with_every_character()
    {
        (HttpResponseMessage answer, _) = await PostAsync("Broken", new byte[5]);
        Trailer(answer, "grpc-status").ShouldBe("2");
        Trailer(answer, "grpc-message").ShouldBe("100 %25 broken: %C3%A9");
        _failed.ShouldBe(["/test.Service/Broken"]);
    }

    [Fact]
    public async Task Details_are_those_that_nomad_looks_at()
    {
        (HttpResponseMessage answer, _) = await PostAsync("Retry", new byte[5]);
        Trailer(answer, "grpc-status").ShouldBe("9");
        string text = Trailer(answer, "grpc-status-details-bin")!;
        text.ShouldNotEndWith("=");
        var status = Drover.Nomad.Protocol.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
        status.Code.ShouldBe(9);
        Any detail = status.Details.Single();
        detail.TypeUrl.ShouldBe("type.googleapis.com/hashicorp.nomad.plugins.shared.structs.RecoverableError");
        detail.Value.ToByteArray().ShouldBe([0x08, 0x01]);
    }

    [Fact]
    public async Task Callers_time_ends_a_call()
    {
        (HttpResponseMessage answer, _) = await PostAsync("Wait", new byte[5], ("grpc-timeout", "50m"));
        Trailer(answer, "grpc-status").ShouldBe("4");
    }

    [Theory]
    [InlineData("", "13")]
    [InlineData("0000", "13")]
    [InlineData("0000000005AA", "13")]
    [InlineData("0100000000", "12")]
    [InlineData("00FFFFFFFF", "8")]
    [InlineData("00000000020AFF", "13")]
    public async Task Damaged_frame_is_an_error_of_the_call(string hex, string status)
    {
        (HttpResponseMessage answer, _) = await PostAsync("Echo", Convert.FromHexString(hex));
        Trailer(answer, "grpc-status").ShouldBe(status);
        (answer, _) = await PostAsync("Echo", new byte[5]);
        Trailer(answer, "grpc-status").ShouldBe("0");
    }

    [Fact]
    public async Task Random_requests_never_end_the_server()
    {
        var random = new Random(7);
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            if (i % 2 == 0 && bytes.Length >= 5) new byte[] { 0, 0, 0, 0, (byte)(bytes.Length - 5) }.CopyTo(bytes, 0);
            (HttpResponseMessage answer, _) = await PostAsync(i % 3 == 0 ? "Talk" : "Echo", bytes);
            Trailer(answer, "grpc-status").ShouldBeOneOf("0", "8", "12", "13");
        }
        _failed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Connection_on_which_nothing_happens_stays_open()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_directory["socket"]));
        Task<int> end = socket.ReceiveAsync(new byte[1]);
        // Kestrel looks each second, by a clock of its own.
        (await Task.WhenAny(end, Task.Delay(TimeSpan.FromSeconds(3)))).ShouldNotBe(end);
    }

    [Fact]
    public async Task Both_sides_talk_at_the_same_time()
    {
        byte[] messages = [.. Frame("a"), .. Frame("b"), .. Frame("c")];
        (HttpResponseMessage answer, byte[] body) = await PostAsync("Talk", messages);
        body.ShouldBe(messages);
        Trailer(answer, "grpc-status").ShouldBe("0");
    }

    [Fact]
    public async Task What_is_no_grpc_is_told_so()
    {
        using HttpResponseMessage answer = await _client.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact });
        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    private static byte[] Frame(string service)
    {
        byte[] message = new HealthCheckRequest { Service = service }.ToByteArray();
        return [0, 0, 0, 0, (byte)message.Length, .. message];
    }

    private static string? Trailer(HttpResponseMessage answer, string name) => answer.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : null;

    private async Task<(HttpResponseMessage Answer, byte[] Body)> PostAsync(string method, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/test.Service/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("te", "trailers");
        foreach ((string name, string value) in headers) request.Headers.Add(name, value);
        HttpResponseMessage answer = await _client.SendAsync(request);
        return (answer, await answer.Content.ReadAsByteArrayAsync());
    }
}
