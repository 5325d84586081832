using Drover.Engine.ProcessTrees;

namespace Drover.Server.Resources;

/// <summary>What the whole tree of a run used up to a moment. Totals only grow, so that samples may be left out without losing anything of them.</summary>
/// <param name="At">When, in milliseconds since the epoch.</param>
/// <param name="CpuMs">Processor time so far.</param>
/// <param name="Rss">Memory in RAM, pages shared between processes counted for each; in a sample of several, the most.</param>
/// <param name="Processes">Live processes; in a sample of several, the most.</param>
/// <param name="Threads">Their threads; in a sample of several, the most.</param>
/// <param name="ReadBytes">Fetched from storage so far.</param>
/// <param name="WriteBytes">Sent to storage so far.</param>
internal readonly record struct ResourceSample(long At, long CpuMs, long Rss, int Processes, int Threads, long ReadBytes, long WriteBytes)
{
    /// <summary>The sample of a tick.</summary>
    public static ResourceSample Of(TreeUsage usage, DateTimeOffset now) => new(
        now.ToUnixTimeMilliseconds(), usage.CpuTicks * ProcessInfo.TickMilliseconds, usage.ResidentBytes, usage.Processes, usage.Threads, usage.Io.ReadBytes, usage.Io.WriteBytes);

    /// <summary>This sample and a later one as one.</summary>
    public ResourceSample With(ResourceSample later) => later with
    {
        Rss = Math.Max(Rss, later.Rss),
        Processes = Math.Max(Processes, later.Processes),
        Threads = Math.Max(Threads, later.Threads),
    };

    /// <summary>Processor time since an earlier sample, 100 being one processor all the time; null when no time has passed.</summary>
    public double? CpuPercentSince(ResourceSample earlier) =>
        At > earlier.At ? Math.Round(100.0 * Math.Max(0, CpuMs - earlier.CpuMs) / (At - earlier.At), 1) : null;
}
