using System.Collections.Immutable;
using Drover.Nomad.Containers;
using Drover.Nomad.Protocol.HclSpec;

namespace Drover.Nomad.Plugins;

/// <summary>What the operator lets tasks have: allowances, defaults and ceilings. Immutable.</summary>
internal sealed record TaskRules
{
    /// <summary>How many processes and threads a task may have when nobody says.</summary>
    public const long UsualPids = 4096;

    private static readonly string[] s_namespaces = ["pid", "ipc"];

    /// <summary>The options, for the schema of the plugin's block.</summary>
    public static (string Name, Spec Spec)[] Schema =>
    [
        ConfigSchema.Value("allow_root", "bool", "false"),
        ConfigSchema.Value("denied_host_uids", "string"),
        ConfigSchema.Value("denied_host_gids", "string"),
        ConfigSchema.Value("allow_caps", "list(string)", "[\"net_bind_service\"]"),
        ConfigSchema.Value("allow_mounts", "list(string)"),
        ConfigSchema.Value("allow_host_namespaces", "list(string)"),
        ConfigSchema.Value("seccomp", "string", "\"default\""),
        ConfigSchema.Block("defaults", Limits),
        ConfigSchema.Block("ceilings", Limits),
    ];

    private static Spec Limits => ConfigSchema.Of(
        ConfigSchema.Value("pids_limit", "number"),
        ConfigSchema.Value("memory", "string"),
        ConfigSchema.Value("shm_size", "string"),
        ConfigSchema.Value("ulimit", "list(map(string))"));

    /// <summary>Whether tasks may run as root.</summary>
    public bool AllowsRoot { get; init; }

    /// <summary>Users that tasks may not run as.</summary>
    public IdRanges DeniedUsers { get; init; } = IdRanges.None;

    /// <summary>Groups that tasks may not run as.</summary>
    public IdRanges DeniedGroups { get; init; } = IdRanges.None;

    /// <summary>The capabilities that a task may add, by their full names.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = ["CAP_NET_BIND_SERVICE"];

    /// <summary>What of the node tasks may mount.</summary>
    public ImmutableArray<AllowedMount> Mounts { get; init; } = [];

    /// <summary>The host's namespaces that tasks may ask for: "pid", "ipc".</summary>
    public ImmutableArray<string> HostNamespaces { get; init; } = [];

    /// <summary>"default", "off", or the path of a filter in the form of an OCI configuration.</summary>
    public string Seccomp { get; init; } = "default";

    /// <summary>What holds for tasks that say nothing.</summary>
    public TaskLimits Defaults { get; init; } = new();

    /// <summary>What no task may go beyond.</summary>
    public TaskLimits Ceilings { get; init; } = new();

    /// <summary>Reads them.</summary>
    /// <exception cref="ConfigException">The operator has to change something.</exception>
    public static TaskRules Read(ConfigBlock block)
    {
        ImmutableArray<string> capabilities = block.Texts("allow_caps");
        var rules = new TaskRules
        {
            AllowsRoot = block.Truth("allow_root") ?? false,
            DeniedUsers = IdRanges.Read("denied_host_uids", block.Text("denied_host_uids")),
            DeniedGroups = IdRanges.Read("denied_host_gids", block.Text("denied_host_gids")),
            Mounts = [.. block.Texts("allow_mounts").Select(AllowedMount.Read)],
            HostNamespaces = block.Texts("allow_host_namespaces"),
            Seccomp = block.Text("seccomp") ?? "default",
            Defaults = TaskLimits.Read("defaults", block.Block("defaults")),
            Ceilings = TaskLimits.Read("ceilings", block.Block("ceilings")),
        };
        if (block.Has("allow_caps"))
        {
            rules = rules with
            {
                Capabilities = capabilities.Contains("all", StringComparer.OrdinalIgnoreCase) ? Capability.All
                    : [.. capabilities.Select(name => Capability.Find(name) ?? throw new ConfigException($"allow_caps has \"{name}\", which is no capability. Name them as in capabilities(7), such as \"net_bind_service\", or \"all\"."))],
            };
        }
        foreach (string name in rules.HostNamespaces)
            if (!s_namespaces.Contains(name)) throw new ConfigException($"allow_host_namespaces has \"{name}\"; it can have \"pid\" and \"ipc\".");
        if (rules.Seccomp is not ("default" or "off")) SeccompProfile.Check(rules.Seccomp);
        return rules;
    }
}
