using System.Globalization;

namespace Drover.Nomad.Plugins;

/// <summary>What the host and the plugin tell each other before there is a connection: variables one way, one line on standard output the other.</summary>
internal static class Handshake
{
    /// <summary>The variable by which a plugin knows that a host has started it.</summary>
    public const string CookieName = "NOMAD_PLUGIN_MAGIC_COOKIE";

    /// <summary>Its value.</summary>
    public const string Cookie = "e4327c2e01eabfd75a8a67adb114fb34a757d57eee7728d857a8cec6e91a7255";

    /// <summary>The variable with the protocol versions that the host speaks.</summary>
    public const string VersionsName = "PLUGIN_PROTOCOL_VERSIONS";

    /// <summary>The variable with the host's certificate, when the connection is to be encrypted.</summary>
    public const string CertificateName = "PLUGIN_CLIENT_CERT";

    /// <summary>The variable of a host that can have several streams in one connection.</summary>
    public const string MultiplexName = "PLUGIN_MULTIPLEX_GRPC";

    /// <summary>What a person reads who starts the plugin by hand.</summary>
    public const string Refusal =
        "nomad-driver-milo is the task driver 'milo' of Nomad, which starts it by itself: link it as 'milo' into the agent's plugin_dir ('drover nomad install' does), and see docs/nomad.md. " +
        "'drover nomad --help' shows what else it does.";

    // 1 of go-plugin's own protocol, and 2 of Nomad's: gRPC.
    private const int CoreVersion = 1;
    private const int Version = 2;

    /// <summary>Whether a host has started this process.</summary>
    /// <param name="variable">Gives a variable's value; null when it is not set.</param>
    public static bool IsStartedByHost(Func<string, string?> variable) => variable(CookieName) == Cookie;

    /// <summary>Why the host can't be served; null when it can.</summary>
    /// <param name="variable">Gives a variable's value; null when it is not set.</param>
    public static string? Obstacle(Func<string, string?> variable)
    {
        // A host that says nothing speaks what it always spoke.
        if (variable(VersionsName) is not { Length: > 0 } versions) return null;
        foreach (string version in versions.Split(','))
            if (int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number == Version) return null;
        return $"The host speaks the plugin protocol in version {versions}; this driver speaks version {Version}, that of Nomad 0.9 and later. Use a newer Nomad.";
    }

    /// <summary>The line that tells the host where the plugin listens.</summary>
    /// <param name="socket">The path of the socket.</param>
    /// <param name="certificate">The plugin's certificate (DER); empty when the connection is not encrypted.</param>
    /// <param name="saysMultiplex">Whether the host asked for the last field. Unasked it would spoil the one before it in old hosts.</param>
    public static string Line(string socket, ReadOnlySpan<byte> certificate, bool saysMultiplex)
    {
        string line = $"{CoreVersion}|{Version}|unix|{socket}|grpc|{Convert.ToBase64String(certificate).TrimEnd('=')}";
        return saysMultiplex ? line + "|false" : line;
    }
}
