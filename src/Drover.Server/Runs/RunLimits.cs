namespace Drover.Server.Runs;

/// <summary>What a run may take; null for no limit.</summary>
/// <param name="TimeoutMs">Time.</param>
/// <param name="IdleTimeoutMs">Time without output.</param>
/// <param name="MemoryBytes">Memory of the whole tree.</param>
/// <param name="Nofile">Open descriptors of a process.</param>
/// <param name="GraceMs">Time to end after the first signal of a stop.</param>
/// <param name="Cpus">Processors' worth of time of the whole tree.</param>
/// <param name="Pids">Processes and threads of the whole tree.</param>
/// <param name="OutputBytes">Output that is kept.</param>
internal sealed record RunLimits(long? TimeoutMs, long? IdleTimeoutMs, long? MemoryBytes, long? Nofile, long GraceMs, double? Cpus = null, long? Pids = null, long? OutputBytes = null);
