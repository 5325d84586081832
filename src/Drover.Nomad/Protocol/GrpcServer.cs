using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Drover.Nomad.Protocol;

/// <summary>A gRPC server on a Unix socket: HTTP/2 with prior knowledge, encrypted or not.</summary>
internal sealed class GrpcServer : IAsyncDisposable
{
    // Two streams a task are open for as long as it runs, all of them in one connection.
    private const int Streams = 10_000;

    // A megabyte in flight on a stream, so that one large message need not wait for each window.
    private const int Window = 1024 * 1024;

    private readonly CancellationTokenSource _stopping = new();
    // Kestrel counts in nanoseconds: the greatest TimeSpan overflows, and a connection on which nothing happens is closed after a second.
    private static readonly TimeSpan s_forever = TimeSpan.FromDays(365);

    private readonly KestrelServer _server;
    private readonly GrpcApplication _application;

    /// <summary>Makes one; <see cref="StartAsync"/> lets it listen.</summary>
    /// <param name="socket">The path of the socket.</param>
    /// <param name="methods">What it serves.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="failed">Is told of errors that nobody expected, with the path of the method.</param>
    /// <param name="encryption">How connections are encrypted; null for not at all.</param>
    public GrpcServer(string socket, GrpcMethods methods, TimeProvider time, Action<string, Exception> failed, Encryption? encryption = null)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        // Kestrel sees what is decrypted, and peers say https.
        options.AllowAlternateSchemes = encryption is not null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxRequestBodySize = null;
        options.Limits.KeepAliveTimeout = s_forever;
        options.Limits.RequestHeadersTimeout = s_forever;
        options.Limits.Http2.MaxStreamsPerConnection = Streams;
        options.Limits.Http2.InitialStreamWindowSize = Window;
        options.Limits.Http2.InitialConnectionWindowSize = Window * 8;
        options.ListenUnixSocket(socket, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (encryption is not null) listen.Use(next => connection => encryption.RunAsync(connection, next));
        });
        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        _application = new GrpcApplication(methods, time, failed, _stopping.Token);
    }

    /// <summary>Listens from now on.</summary>
    /// <exception cref="IOException">It can't.</exception>
    public Task StartAsync() => _server.StartAsync(_application, CancellationToken.None);

    /// <summary>Ends what is open, waits until the answers are out, and stops listening.</summary>
    /// <param name="patience">How long to wait.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        using var limit = new CancellationTokenSource(patience);
        await _server.StopAsync(limit.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        _stopping.Dispose();
        return ValueTask.CompletedTask;
    }
}
