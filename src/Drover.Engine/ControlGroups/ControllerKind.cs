namespace Drover.Engine.ControlGroups;

/// <summary>What a control group can limit or do (cgroups(7)).</summary>
public enum ControllerKind
{
    /// <summary>Memory: a hard limit, a soft one, and the out-of-memory killer.</summary>
    Memory,

    /// <summary>Processor time: a quota and a weight.</summary>
    Cpu,

    /// <summary>The number of processes and threads.</summary>
    Pids,

    /// <summary>Stopping all processes at once: a controller of version 1, built into every group of version 2.</summary>
    Freezer,
}
