using System.Collections.Immutable;
using System.Globalization;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Containers;

/// <summary>A resource limit of every process of a container (setrlimit(2)). Immutable.</summary>
/// <param name="Name">Its name as jobs write it: "nofile".</param>
/// <param name="Soft">What holds.</param>
/// <param name="Hard">How far a process may raise it.</param>
internal sealed record ProcessLimit(string Name, ulong Soft, ulong Hard)
{
    /// <summary>No limit (RLIM_INFINITY).</summary>
    public const ulong Unlimited = ulong.MaxValue;

    private static readonly string[] s_names =
        ["as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"];

    /// <summary>Its name in an OCI configuration.</summary>
    public string OciName => "RLIMIT_" + Name.ToUpperInvariant();

    /// <summary>Reads limits by name, each "SOFT:HARD" or one number for both; "unlimited" for none.</summary>
    /// <exception cref="ConfigException">There is no such limit, or it is no number.</exception>
    public static ImmutableArray<ProcessLimit> Read(IEnumerable<KeyValuePair<string, string>> limits) => [.. limits.Select(pair => Read(pair.Key, pair.Value))];

    /// <summary>A limit as people write it.</summary>
    public static string Show(ulong limit) => limit == Unlimited ? "unlimited" : limit.ToString(CultureInfo.InvariantCulture);

    private static ProcessLimit Read(string name, string value)
    {
        if (!s_names.Contains(name)) throw new ConfigException($"ulimit \"{name}\" is no limit. There are {string.Join(", ", s_names)}.");
        string[] parts = value.Split(':', 2);
        if (!TryNumber(parts[0], out ulong soft) || !TryNumber(parts[^1], out ulong hard) || soft > hard)
            throw new ConfigException($"ulimit \"{name}\" is \"{value}\"; it is a number, \"unlimited\", or \"SOFT:HARD\" with SOFT not above HARD.");
        return new ProcessLimit(name, soft, hard);
    }

    private static bool TryNumber(string text, out ulong number)
    {
        number = Unlimited;
        return text is "unlimited" or "-1" || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
