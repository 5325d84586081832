using System.Net;
using System.Text;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;

namespace Drover.Nomad.Tasks;

/// <summary>/etc/hosts and /etc/resolv.conf of a container that is to know other names than the node.</summary>
internal static class HostsFile
{
    private const int LongestName = 253;
    private const string Local = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";

    /// <summary>Reads "name:address".</summary>
    /// <exception cref="ConfigException">It is none.</exception>
    public static (string Name, string Address) ReadEntry(string text)
    {
        string[] parts = text.Split(':', 2);
        string address = parts.Length > 1 ? parts[1].TrimStart('[').TrimEnd(']') : "";
        if (!IPAddress.TryParse(address, out _)) throw new ConfigException($"extra_hosts has \"{text}\"; an entry is a name and an address, such as \"db:10.0.0.7\".");
        CheckName("extra_hosts", parts[0]);
        return (parts[0], address);
    }

    /// <summary>Refuses what is no host name.</summary>
    /// <exception cref="ConfigException">It is none.</exception>
    public static void CheckName(string option, string name)
    {
        bool isName = name.Length is > 0 and <= LongestName && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_') && name[0] is not ('-' or '.');
        if (!isName) throw new ConfigException($"{option}: \"{name}\" is no host name: letters, digits, dots and hyphens.");
    }

    /// <summary>The content of /etc/hosts; null when that of the node will do.</summary>
    public static string? Hosts(TaskConfig task, ContainerSettings settings)
    {
        NetworkIsolationSpec? network = task.NetworkIsolationSpec is { Mode: NetworkIsolationSpec.Types.NetworkIsolationMode.Group } group ? group : null;
        if (network?.HostsConfig is null && settings.HostName is null && settings.ExtraHosts.IsEmpty) return null;
        var text = new StringBuilder(network is null && File.Exists("/etc/hosts") ? File.ReadAllText("/etc/hosts").TrimEnd('\n') + "\n" : Local);
        string? own = settings.HostName ?? network?.HostsConfig?.Hostname;
        string address = network?.HostsConfig is { Address.Length: > 0 } hosts ? hosts.Address : "127.0.1.1";
        if (own is { Length: > 0 }) text.Append(address).Append(' ').Append(own).Append('\n');
        foreach ((string name, string at) in settings.ExtraHosts) text.Append(at).Append(' ').Append(name).Append('\n');
        return text.ToString();
    }

    /// <summary>The content of /etc/resolv.conf; null when that of the node will do.</summary>
    public static string? Resolver(TaskConfig task)
    {
        if (task.Dns is not { } dns || (dns.Servers.Count == 0 && dns.Searches.Count == 0 && dns.Options.Count == 0)) return null;
        var text = new StringBuilder();
        foreach (string server in dns.Servers) text.Append("nameserver ").Append(server).Append('\n');
        if (dns.Searches.Count > 0) text.Append("search ").AppendJoin(' ', dns.Searches).Append('\n');
        if (dns.Options.Count > 0) text.Append("options ").AppendJoin(' ', dns.Options).Append('\n');
        return text.ToString();
    }
}
