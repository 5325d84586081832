namespace Drover.Engine.ControlGroups;

/// <summary>The limits that a control group is wished to have; what is null is not limited.</summary>
public sealed record ControlGroupSpec
{
    /// <summary>A group that limits nothing and only holds its processes together.</summary>
    public static ControlGroupSpec Empty { get; } = new();

    /// <summary>Memory in bytes, swap not on top of it; beyond it the kernel kills a process of the group.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory in bytes beyond which the group is slowed down and made to give memory back. In version 1 only when memory is short.</summary>
    public long? MemoryHighBytes { get; init; }

    /// <summary>Processor time per time: 1.5 is one and a half processors. At least 0.01.</summary>
    public double? CpuLimit { get; init; }

    /// <summary>The share of processor time when it is short, from 1 to 10,000; 100 is everybody's.</summary>
    public int? CpuWeight { get; init; }

    /// <summary>The number of processes and threads; beyond it fork(2) fails with EAGAIN.</summary>
    public int? PidsMax { get; init; }

    /// <summary>The controllers that the wish needs.</summary>
    public IReadOnlyList<ControllerKind> Controllers
    {
        get
        {
            var kinds = new List<ControllerKind>(3);
            if (MemoryBytes is not null || MemoryHighBytes is not null) kinds.Add(ControllerKind.Memory);
            if (CpuLimit is not null || CpuWeight is not null) kinds.Add(ControllerKind.Cpu);
            if (PidsMax is not null) kinds.Add(ControllerKind.Pids);
            return kinds;
        }
    }

    /// <summary>Refuses what no kernel takes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not positive, or out of its range.</exception>
    public void Validate()
    {
        if (MemoryBytes is <= 0) throw new ArgumentOutOfRangeException(nameof(MemoryBytes), MemoryBytes, "A memory limit is a positive number of bytes.");
        if (MemoryHighBytes is <= 0)
            throw new ArgumentOutOfRangeException(nameof(MemoryHighBytes), MemoryHighBytes, "A memory limit is a positive number of bytes.");
        if (CpuLimit is { } cpus && !(cpus is >= 0.01 and <= 10_000)) // not a number fails as well
            throw new ArgumentOutOfRangeException(nameof(CpuLimit), CpuLimit, "A processor limit is between 0.01 and 10000 processors.");
        if (CpuWeight is not (null or (>= 1 and <= 10_000)))
            throw new ArgumentOutOfRangeException(nameof(CpuWeight), CpuWeight, "A processor weight is between 1 and 10000.");
        if (PidsMax is <= 0) throw new ArgumentOutOfRangeException(nameof(PidsMax), PidsMax, "A limit of processes is a positive number.");
    }
}
