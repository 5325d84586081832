using System.Collections.Immutable;
using Drover.Nomad.Containers;

namespace Drover.Nomad.Plugins;

/// <summary>Limits, as the operator's defaults or ceilings. Immutable.</summary>
internal sealed record TaskLimits
{
    /// <summary>Processes and threads; null when it does not say.</summary>
    public long? Pids { get; init; }

    /// <summary>Memory in bytes; null when it does not say.</summary>
    public long? Memory { get; init; }

    /// <summary>Shared memory (/dev/shm) in bytes; null when it does not say.</summary>
    public long? SharedMemory { get; init; }

    /// <summary>Resource limits.</summary>
    public ImmutableArray<ProcessLimit> Processes { get; init; } = [];

    /// <summary>Reads a block; null for one that is not there.</summary>
    /// <exception cref="ConfigException">The operator has to change something.</exception>
    public static TaskLimits Read(string name, ConfigBlock? block)
    {
        if (block is null) return new TaskLimits();
        var limits = new TaskLimits
        {
            Pids = block.Integer("pids_limit"),
            Memory = block.Size("memory"),
            SharedMemory = block.Size("shm_size"),
            Processes = ProcessLimit.Read(block.TextMap("ulimit")),
        };
        if (limits.Pids is <= 0) throw new ConfigException($"{name}.pids_limit is {limits.Pids}; it is a positive number.");
        return limits;
    }
}
