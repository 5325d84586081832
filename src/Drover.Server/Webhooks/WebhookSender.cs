using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Drover.Server.Webhooks;

/// <summary>Posts deliveries. No proxy, no redirects, no cookies; of an answer only the status counts.</summary>
/// <param name="targets">Where they may go.</param>
/// <param name="ownPort">The port that this server listens on; null when it does not yet, or on a socket.</param>
/// <param name="time">The clock.</param>
internal sealed class WebhookSender(WebhookTargets targets, Func<int?> ownPort, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly MediaTypeHeaderValue s_json = new("application/json") { CharSet = "utf-8" };

    // Made when first used: a server without webhooks does without it.
    private readonly Lazy<HttpClient> _http = new(() => new HttpClient(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxResponseDrainSize = 0,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        ConnectCallback = (context, cancel) => ConnectAsync(context.DnsEndPoint, targets, ownPort, cancel),
    }));

    /// <summary>Tries once.</summary>
    public async Task<WebhookAttempt> SendAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken cancellation)
    {
        string timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        long began = time.GetTimestamp();
        WebhookAttempt Failed(string error) => new(null, error, time.GetElapsedTime(began));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url);
            request.Headers.TryAddWithoutValidation("webhook-id", delivery.EventId);
            request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp);
            request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Of(webhook.Secret, delivery.EventId, timestamp, delivery.Body));
            request.Headers.TryAddWithoutValidation("User-Agent", $"drover-server/{ProductVersion.Text}");
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body)) { Headers = { ContentType = s_json } };
            using HttpResponseMessage response = await _http.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            return new WebhookAttempt(status, response.IsSuccessStatusCode ? null : $"The receiver answered {status}", time.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed($"No answer within {s_patience.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException or SocketException)
        {
            return Failed(e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        if (_http.IsValueCreated) _http.Value.Dispose();
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, WebhookTargets targets, Func<int?> ownPort, CancellationToken cancellation)
    {
        IPAddress[] addresses = IPAddress.TryParse(target.Host, out IPAddress? literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancellation).ConfigureAwait(false);
        string? refusal = null;
        SocketException? trouble = null;
        foreach (IPAddress address in addresses)
        {
            if (targets.Refusal(target.Host, address) is { } why)
            {
                refusal = why;
                continue;
            }
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellation).ConfigureAwait(false);
                // Whoever is spoken to from its own address is on this machine.
                if (target.Port != ownPort() || !((IPEndPoint)socket.LocalEndPoint!).Address.Equals(((IPEndPoint)socket.RemoteEndPoint!).Address)) return new NetworkStream(socket, ownsSocket: true);
                refusal = "leads to this server itself";
                socket.Dispose();
            }
            catch (SocketException e)
            {
                socket.Dispose();
                trouble = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw new HttpRequestException(trouble is null && refusal is not null ? $"The address {refusal}" : $"{target.Host} port {target.Port} can't be reached", trouble);
    }
}
