// Constraints
//   The server must not be made to talk to what only it can reach: the metadata services of clouds, and itself, which trusts its own user on loopback. A name may
//   point elsewhere a moment after it was looked at. Receivers on the same machine and in the same network are the usual case, and must work.
// Scheme
//   Addresses are judged where the connection is made, each one that a name has. What may be reached besides is everything, or what DROVER_WEBHOOK_HOSTS lists.

using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Drover.Server.Webhooks;

/// <summary>Where deliveries may go.</summary>
internal sealed class WebhookTargets
{
    private const int GreatestUrl = 2000;
    private static readonly IPNetwork s_translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork s_thisNetwork = IPNetwork.Parse("0.0.0.0/8");
    private static readonly IPNetwork s_linkLocal = IPNetwork.Parse("169.254.0.0/16");
    private static readonly IPNetwork s_multicast = IPNetwork.Parse("224.0.0.0/3");
    private static readonly IPNetwork s_cloud = IPNetwork.Parse("fd00:ec2::/32");
    private readonly ImmutableArray<string> _hosts;
    private readonly ImmutableArray<IPNetwork> _networks;

    private WebhookTargets(ImmutableArray<string> hosts, ImmutableArray<IPNetwork> networks)
    {
        _hosts = hosts;
        _networks = networks;
    }

    /// <summary>Reads the list: names, "*.example.org" for all below one, addresses and networks such as 10.0.0.0/8, with commas between them; null for anything.</summary>
    /// <exception cref="FormatException">It can't be read.</exception>
    public static WebhookTargets Read(string? list)
    {
        if (list is null) return new WebhookTargets([], []);
        var hosts = ImmutableArray.CreateBuilder<string>();
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (string entry in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(entry, out IPNetwork network)) networks.Add(network);
            else if (IPAddress.TryParse(entry, out IPAddress? address)) networks.Add(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            else if (Uri.CheckHostName(entry.StartsWith("*.", StringComparison.Ordinal) ? entry[2..] : entry) == UriHostNameType.Dns) hosts.Add(entry);
            else throw new FormatException($"'{entry}' is no host, address or network");
        }
        return hosts.Count + networks.Count > 0 ? new WebhookTargets(hosts.ToImmutable(), networks.ToImmutable()) : throw new FormatException("the list is empty");
    }

    /// <summary>What is wrong with an address that people give; null when nothing is.</summary>
    public string? Refusal(string text)
    {
        if (text.Length > GreatestUrl || !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            return "is no address of a receiver; give one like https://example.org/hook";
        if (url.UserInfo.Length > 0) return "holds a user; deliveries are signed instead";
        if (url.Fragment.Length > 0) return "has a fragment, which is never sent";
        if (IPAddress.TryParse(url.DnsSafeHost, out IPAddress? address)) return Refusal(url.DnsSafeHost, address);
        return _networks.IsEmpty && !_hosts.IsEmpty && !IsListed(url.DnsSafeHost) ? NotListed(url.DnsSafeHost) : null;
    }

    /// <summary>Why an address is not connected to; null when it may be.</summary>
    /// <param name="host">The name that it was found by.</param>
    /// <param name="address">The address.</param>
    public string? Refusal(string host, IPAddress address)
    {
        IPAddress real = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : s_translated.Contains(address) ? new IPAddress(address.GetAddressBytes()[12..]) : address;
        bool isForbidden = real.AddressFamily == AddressFamily.InterNetwork
            ? s_thisNetwork.Contains(real) || s_linkLocal.Contains(real) || s_multicast.Contains(real)
            : real.IsIPv6LinkLocal || real.IsIPv6Multicast || real.Equals(IPAddress.IPv6Any) || s_cloud.Contains(real);
        if (isForbidden) return $"leads to {address}, where no receiver is: link-local, multicast and unspecified addresses are never connected to";
        return (_networks.IsEmpty && _hosts.IsEmpty) || _networks.Any(network => network.Contains(real)) || IsListed(host) ? null : NotListed(host);
    }

    private bool IsListed(string host) => _hosts.Any(listed => listed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(listed[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(listed, StringComparison.OrdinalIgnoreCase));

    private static string NotListed(string host) => $"leads to {host}, which DROVER_WEBHOOK_HOSTS does not list";
}
