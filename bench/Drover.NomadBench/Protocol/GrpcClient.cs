using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;

namespace Drover.NomadBench.Protocol;

/// <summary>Calls methods over a Unix socket, as much of gRPC as that needs.</summary>
internal sealed class GrpcClient : IDisposable
{
    private const int HeaderLength = 5;

    private readonly HttpClient _http;

    /// <summary>Makes one; it connects at the first call.</summary>
    public GrpcClient(string socket) => _http = new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://unused"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Calls a method with one answer.</summary>
    public async Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        using HttpResponseMessage response = await SendAsync(method, request, HttpCompletionOption.ResponseContentRead);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        string status = response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? values) ? values.First() : "none";
        if (status != "0") throw new InvalidOperationException($"{method}: {status} {(response.TrailingHeaders.TryGetValues("grpc-message", out IEnumerable<string>? texts) ? Uri.UnescapeDataString(texts.First()) : "")}");
        return parser.ParseFrom(body, HeaderLength, body.Length - HeaderLength);
    }

    /// <summary>Calls a method with many answers and counts them until it ends.</summary>
    public async Task ListenAsync(string method, IMessage request, Action heard)
    {
        using HttpResponseMessage response = await SendAsync(method, request, HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] header = new byte[HeaderLength];
        while (await body.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength)
        {
            byte[] message = new byte[BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1))];
            await body.ReadExactlyAsync(message);
            heard();
        }
    }

    public void Dispose() => _http.Dispose();

    private Task<HttpResponseMessage> SendAsync(string method, IMessage request, HttpCompletionOption completion)
    {
        byte[] bytes = new byte[HeaderLength + request.CalculateSize()];
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), (uint)(bytes.Length - HeaderLength));
        request.WriteTo(bytes.AsSpan(HeaderLength));
        var content = new ByteArrayContent(bytes);
        content.Headers.Add("Content-Type", "application/grpc");
        var message = new HttpRequestMessage(HttpMethod.Post, method) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        message.Headers.Add("TE", "trailers");
        return _http.SendAsync(message, completion);
    }
}
