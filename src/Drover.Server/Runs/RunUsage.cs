namespace Drover.Server.Runs;

/// <summary>What the whole tree of a run used.</summary>
/// <param name="CpuMs">Processor time.</param>
/// <param name="MaxRssBytes">The largest resident size of any one process.</param>
/// <param name="ReadBytes">Read from disks.</param>
/// <param name="WriteBytes">Written to disks.</param>
internal sealed record RunUsage(long CpuMs, long MaxRssBytes, long ReadBytes, long WriteBytes);
