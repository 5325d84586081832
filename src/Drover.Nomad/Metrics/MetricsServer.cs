// Constraints
//   Metrics are an extra: whatever happens to them, tasks and the agent must not notice. The port may still be another plugin's, which is just ending.
// Scheme
//   A second bare Kestrel, of HTTP/1.1. Who can't listen tries again until it can.

using System.Text;
using Drover.Nomad.Plugins;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Drover.Nomad.Metrics;

/// <summary>Serves metrics at /metrics.</summary>
internal sealed class MetricsServer(Func<string> write, HostLog log, TimeProvider time) : IHttpApplication<IFeatureCollection>, IAsyncDisposable
{
    private static readonly TimeSpan s_nextTry = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private MetricsAddress? _address;
    private KestrelServer? _server;

    /// <summary>Serves there from now on; whoever listens at an address already goes on.</summary>
    /// <param name="address">Where; null for nowhere.</param>
    public void Serve(MetricsAddress? address)
    {
        lock (_lock)
        {
            if (address is null || _address is not null) return;
            _address = address;
        }
        _ = ListenAsync(address);
    }

    /// <inheritdoc/>
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    /// <inheritdoc/>
    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        IHttpResponseBodyFeature body = context.GetRequiredFeature<IHttpResponseBodyFeature>();
        string text = "Metrics are at /metrics.\n";
        if (request.Path == "/metrics" && request.Method is "GET" or "HEAD")
        {
            text = write();
            response.Headers.ContentType = MetricsText.ContentType;
        }
        else
        {
            response.StatusCode = request.Path == "/metrics" ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;
        }
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        response.Headers.ContentLength = bytes.Length;
        if (request.Method != "HEAD") await body.Writer.WriteAsync(bytes).ConfigureAwait(false);
        await body.CompleteAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        KestrelServer? server;
        lock (_lock) server = _server;
        if (server is not null)
        {
            using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
            await server.StopAsync(atOnce.Token).ConfigureAwait(false);
            server.Dispose();
        }
        _ending.Dispose();
    }

    private async Task ListenAsync(MetricsAddress address)
    {
        bool hasComplained = false;
        CancellationToken ending = _ending.Token;
        try
        {
            while (true)
            {
                KestrelServer server = Make(address);
                try
                {
                    if (address.Socket is { } socket) RemoveDead(socket);
                    await server.StartAsync(this, ending).ConfigureAwait(false);
                    lock (_lock) _server = server;
                    log.Write(LogLevel.Info, "metrics are served", ("address", address.ToString()));
                    return;
                }
                catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
                {
                    server.Dispose();
                    if (!hasComplained) log.Write(LogLevel.Warn, "metrics can't be served yet, and it will be tried again", ("address", address.ToString()), ("error", e.Message));
                    hasComplained = true;
                }
                await Task.Delay(s_nextTry, time, ending).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The plugin ends.
        }
    }

    // What a killed plugin has left.
    private static void RemoveDead(string socket)
    {
        if (PluginSocket.IsDead(socket)) File.Delete(socket);
    }

    private static KestrelServer Make(MetricsAddress address)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        if (address.Socket is { } socket) options.ListenUnixSocket(socket, static listen => listen.Protocols = HttpProtocols.Http1);
        else options.Listen(address.EndPoint!, static listen => listen.Protocols = HttpProtocols.Http1);
        return new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
    }
}
