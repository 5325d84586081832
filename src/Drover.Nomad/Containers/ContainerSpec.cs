using System.Collections.Immutable;

namespace Drover.Nomad.Containers;

/// <summary>The wish for a container. Immutable.</summary>
internal sealed record ContainerSpec
{
    /// <summary>Its id, which crun knows it by.</summary>
    public required string Id { get; init; }

    /// <summary>The program and its arguments.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The JRE that runs it; null for none.</summary>
    public JavaRuntime? Runtime { get; init; }

    /// <summary>The environment.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    /// <summary>The working directory, in the container.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The user.</summary>
    public required uint UserId { get; init; }

    /// <summary>The group.</summary>
    public required uint GroupId { get; init; }

    /// <summary>Other groups that its user is in.</summary>
    public ImmutableArray<uint> OtherGroups { get; init; } = [];

    /// <summary>Capabilities, by their full names.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>Resource limits of each process.</summary>
    public ImmutableArray<ProcessLimit> Limits { get; init; } = [];

    /// <summary>How readily the kernel ends it when the node has no memory left.</summary>
    public int OomScore { get; init; }

    /// <summary>"default", "off", or the path of a filter of system calls.</summary>
    public string Seccomp { get; init; } = "default";

    /// <summary>Whether the root can't be written.</summary>
    public bool IsRootReadOnly { get; init; } = true;

    /// <summary>Files that are made for it: a name, where in the container, and what is in them.</summary>
    public ImmutableArray<(string Name, string Target, string Content)> Files { get; init; } = [];

    /// <summary>Devices beside those that everybody has.</summary>
    public ImmutableArray<ContainerDevice> Devices { get; init; } = [];

    /// <summary>What is mounted beside the kernel's own file systems, in this order.</summary>
    public ImmutableArray<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Where the host has links instead of directories, as name and target: in most systems /lib leads to /usr/lib.</summary>
    public ImmutableArray<(string Name, string Target)> Links { get; init; } = [];

    /// <summary>Memory in bytes; null for no limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory in bytes that it is given back to when memory is short; null for none.</summary>
    public long? MemoryReservation { get; init; }

    /// <summary>The share of processor time; null for the usual one.</summary>
    public long? CpuShares { get; init; }

    /// <summary>The processors it may use, as "0,2"; null for all.</summary>
    public string? Cpus { get; init; }

    /// <summary>The period of the limit of processor time, in microseconds.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>How much processor time it may use in each period, in microseconds; null for no limit.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>The size of /dev/shm in bytes; null for the usual one.</summary>
    public long? SharedMemoryBytes { get; init; }

    /// <summary>How many processes and threads; null for no limit.</summary>
    public long? Pids { get; init; }

    /// <summary>The path of the network namespace to join; null for the host's.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>Whether it has the host's processes.</summary>
    public bool SharesProcesses { get; init; }

    /// <summary>Whether it has the host's System V and POSIX communication.</summary>
    public bool SharesCommunication { get; init; }

    /// <summary>The host name.</summary>
    public string HostName { get; init; } = "milo";

    /// <summary>Kernel settings of its namespaces.</summary>
    public ImmutableSortedDictionary<string, string> Sysctl { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What the configuration is to say of it for people.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The control group that the client has made for the task; empty for none.</summary>
    public string GroupParent { get; init; } = "";
}
