using System.Collections.Immutable;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.HclSpec;

namespace Drover.Nomad.Tasks;

/// <summary>What a job says of its container, whatever runs in it. Immutable.</summary>
internal sealed record ContainerSettings
{
    private const long MaximumOomScore = 1000;

    /// <summary>The options, for the schema of the task's block.</summary>
    public static (string Name, Spec Spec)[] Schema =>
    [
        ConfigSchema.Value("pids_limit", "number"),
        ConfigSchema.Value("ulimit", "list(map(string))"),
        ConfigSchema.Value("cpu_hard_limit", "bool"),
        ConfigSchema.Value("cpu_cfs_period", "number"),
        ConfigSchema.Value("oom_score_adj", "number"),
        ConfigSchema.Value("shm_size", "string"),
        ConfigSchema.Value("cap_add", "list(string)"),
        ConfigSchema.Value("readonly_rootfs", "bool"),
        ConfigSchema.Value("tmpfs", "list(string)"),
        ConfigSchema.Blocks("mounts", ConfigSchema.Of(
            ConfigSchema.Value("source", "string", required: true),
            ConfigSchema.Value("target", "string", required: true),
            ConfigSchema.Value("readonly", "bool"))),
        ConfigSchema.Value("sysctl", "list(map(string))"),
        ConfigSchema.Value("labels", "list(map(string))"),
        ConfigSchema.Value("pid_mode", "string"),
        ConfigSchema.Value("ipc_mode", "string"),
        ConfigSchema.Value("hostname", "string"),
        ConfigSchema.Value("extra_hosts", "list(string)"),
        ConfigSchema.Value("log_mode", "string"),
    ];

    /// <summary>How many processes and threads; null when the job does not say.</summary>
    public long? Pids { get; init; }

    /// <summary>Resource limits of each process.</summary>
    public ImmutableArray<ProcessLimit> Limits { get; init; } = [];

    /// <summary>Whether it gets no more processor time than its share, also when there is some to spare.</summary>
    public bool HasHardCpuLimit { get; init; }

    /// <summary>The period of that limit in microseconds.</summary>
    public long CpuPeriod { get; init; } = 100_000;

    /// <summary>How readily the kernel ends it when the node has no memory left; null when the job does not say.</summary>
    public int? OomScore { get; init; }

    /// <summary>The size of /dev/shm in bytes; null when the job does not say.</summary>
    public long? SharedMemory { get; init; }

    /// <summary>Capabilities, by their full names.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>Whether the root can't be written.</summary>
    public bool IsRootReadOnly { get; init; } = true;

    /// <summary>Empty file systems in memory.</summary>
    public ImmutableArray<ContainerMount> Tmpfs { get; init; } = [];

    /// <summary>Mounts of the node's files.</summary>
    public ImmutableArray<JobMount> Mounts { get; init; } = [];

    /// <summary>Kernel settings of its namespaces.</summary>
    public ImmutableSortedDictionary<string, string> Sysctl { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Labels of the run and annotations of the container.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether it sees the node's processes.</summary>
    public bool SharesProcesses { get; init; }

    /// <summary>Whether it shares System V and POSIX communication with the node.</summary>
    public bool SharesCommunication { get; init; }

    /// <summary>The host name; null when the job does not say.</summary>
    public string? HostName { get; init; }

    /// <summary>Hosts for /etc/hosts, as name and address.</summary>
    public ImmutableArray<(string Name, string Address)> ExtraHosts { get; init; } = [];

    /// <summary>Whether the FIFOs are the program's own streams.</summary>
    public bool IsOutputDirect { get; init; }

    /// <summary>Reads them.</summary>
    /// <exception cref="ConfigException">The job has to be changed.</exception>
    public static ContainerSettings Read(ConfigBlock block)
    {
        long? oomScore = block.Integer("oom_score_adj");
        var settings = new ContainerSettings
        {
            Pids = block.Integer("pids_limit"),
            Limits = ProcessLimit.Read(block.TextMap("ulimit")),
            HasHardCpuLimit = block.Truth("cpu_hard_limit") ?? false,
            CpuPeriod = block.Integer("cpu_cfs_period") ?? 100_000,
            OomScore = oomScore is null or (>= 0 and <= MaximumOomScore) ? (int?)oomScore : throw new ConfigException($"oom_score_adj is {oomScore}; it is a number from 0 to {MaximumOomScore}."),
            SharedMemory = block.Size("shm_size"),
            Capabilities = [.. block.Texts("cap_add").Select(name => Capability.Find(name) ?? throw new ConfigException($"cap_add has \"{name}\", which is no capability. Name them as in capabilities(7), such as \"net_bind_service\"."))],
            IsRootReadOnly = block.Truth("readonly_rootfs") ?? true,
            Tmpfs = [.. block.Texts("tmpfs").Select(TmpfsMount.Read)],
            Mounts = [.. block.Blocks("mounts").Select(ReadMount)],
            Sysctl = block.TextMap("sysctl"),
            Labels = block.TextMap("labels"),
            SharesProcesses = IsHost(block, "pid_mode"),
            SharesCommunication = IsHost(block, "ipc_mode"),
            HostName = block.Text("hostname"),
            ExtraHosts = [.. block.Texts("extra_hosts").Select(HostsFile.ReadEntry)],
            IsOutputDirect = (block.Text("log_mode") ?? "forward") switch
            {
                "forward" => false,
                "direct" => true,
                var other => throw new ConfigException($"log_mode is \"{other}\"; it can be \"forward\" (the default: nothing is lost) or \"direct\" (nothing is copied)."),
            },
        };
        if (settings.Pids is <= 0) throw new ConfigException($"pids_limit is {settings.Pids}; it is a positive number.");
        if (settings.CpuPeriod is < 1000 or > 1_000_000) throw new ConfigException($"cpu_cfs_period is {settings.CpuPeriod}; it is a number of microseconds from 1000 to 1000000.");
        if (settings.HostName is { } name) HostsFile.CheckName("hostname", name);
        KernelSettings.Check(settings.Sysctl.Keys, settings.SharesCommunication);
        foreach (string label in settings.Labels.Keys)
            if (label.Length == 0 || label.StartsWith("nomad.", StringComparison.Ordinal)) throw new ConfigException($"labels has \"{label}\"; a label has a name, and those that begin with \"nomad.\" are the driver's own.");
        return settings;
    }

    private static JobMount ReadMount(ConfigBlock block)
    {
        string source = block.Text("source") ?? throw new ConfigException("mounts: a mount has no source.");
        string target = block.Text("target") ?? throw new ConfigException($"mounts: \"{source}\" has no target.");
        return new JobMount(source, ContainerMount.CheckTarget("mounts", target), block.Truth("readonly") ?? false);
    }

    private static bool IsHost(ConfigBlock block, string option) => (block.Text(option) ?? "private") switch
    {
        "private" => false,
        "host" => true,
        var other => throw new ConfigException($"{option} is \"{other}\"; it can be \"private\" or \"host\"."),
    };
}
