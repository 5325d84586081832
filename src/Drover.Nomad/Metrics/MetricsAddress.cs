using System.Net;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Metrics;

/// <summary>Where metrics are served: an address and a port, or a Unix socket. Immutable.</summary>
/// <param name="EndPoint">The address; null for a socket.</param>
/// <param name="Socket">The socket's path; null for an address.</param>
internal sealed record MetricsAddress(IPEndPoint? EndPoint, string? Socket)
{
    /// <summary>Reads "127.0.0.1:9105", "[::1]:9105" or "/run/milo.sock".</summary>
    /// <param name="text">The text.</param>
    /// <param name="isPublic">Whether other machines may be let in.</param>
    /// <exception cref="ConfigException">It is none of these, or lets in whom it must not.</exception>
    public static MetricsAddress Read(string text, bool isPublic)
    {
        if (text.StartsWith('/')) return new MetricsAddress(null, text);
        if (!IPEndPoint.TryParse(text, out IPEndPoint? address) || address.Port == 0)
            throw new ConfigException($"metrics is \"{text}\"; it is an address with a port, such as \"127.0.0.1:9105\", or the absolute path of a Unix socket.");
        if (!IPAddress.IsLoopback(address.Address) && !isPublic)
            throw new ConfigException($"metrics is \"{text}\", which other machines can reach. Use 127.0.0.1 or a Unix socket, or set metrics_public = true.");
        return new MetricsAddress(address, null);
    }

    /// <inheritdoc/>
    public override string ToString() => Socket ?? EndPoint!.ToString();
}
