namespace Drover.Engine.ProcessTrees;

/// <summary>What one tree of processes uses, as of the last tick of a <see cref="UsageSampler"/>.</summary>
/// <param name="Processes">How many live processes; zombies are not counted.</param>
/// <param name="Threads">How many threads they have.</param>
/// <param name="ResidentBytes">Memory in RAM, pages shared between processes counted for each.</param>
/// <param name="CpuTicks">Processor time in clock ticks of 10 ms, of all that were ever seen in the tree or waited for in it; never falls.</param>
/// <param name="CpuPercent">Processor time between the last two ticks, 100 being one processor all the time; 0 at the first tick.</param>
/// <param name="Io">What was read and written, in bytes; never falls. Zero where it is not for us to read or was not asked for.</param>
public readonly record struct TreeUsage(int Processes, int Threads, long ResidentBytes, long CpuTicks, double CpuPercent, ProcessIo Io);
