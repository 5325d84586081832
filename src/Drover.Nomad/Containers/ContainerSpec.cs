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

    /// <summary>How many processes and threads; null for no limit.</summary>
    public long? Pids { get; init; }

    /// <summary>The path of the network namespace to join; null for the host's.</summary>
    public string? NetworkNamespace { get; init; }
}
