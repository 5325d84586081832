namespace Drover.Server.Runs;

/// <summary>What a run may take; null for no limit.</summary>
/// <param name="TimeoutMs">Time.</param>
/// <param name="IdleTimeoutMs">Time without output.</param>
/// <param name="MemoryBytes">Memory of the whole tree.</param>
/// <param name="Nofile">Open descriptors of a process.</param>
/// <param name="GraceMs">Time to end after the first signal of a stop.</param>
internal sealed record RunLimits(long? TimeoutMs, long? IdleTimeoutMs, long? MemoryBytes, long? Nofile, long GraceMs);
