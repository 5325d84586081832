namespace Drover.Server.Agents;

/// <summary>What the runs of a profile may take; null where the server's settings hold, or no limit.</summary>
/// <param name="TimeoutMs">Time.</param>
/// <param name="IdleTimeoutMs">Time without output.</param>
/// <param name="MemoryBytes">Memory of the whole tree.</param>
/// <param name="Cpus">Processors' worth of time of the whole tree.</param>
/// <param name="Pids">Processes and threads of the whole tree.</param>
/// <param name="OpenFiles">Open descriptors of a process.</param>
/// <param name="OutputBytes">Output that is kept: the head and the newest tail.</param>
/// <param name="GraceMs">Time to end after the first signal of a stop.</param>
internal sealed record AgentLimits(
    long? TimeoutMs = null, long? IdleTimeoutMs = null, long? MemoryBytes = null, double? Cpus = null, long? Pids = null, long? OpenFiles = null, long? OutputBytes = null, long? GraceMs = null)
{
    /// <summary>None.</summary>
    public static AgentLimits None { get; } = new();
}
