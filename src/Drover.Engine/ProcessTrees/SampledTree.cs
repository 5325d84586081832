namespace Drover.Engine.ProcessTrees;

/// <summary>One tree that a <see cref="UsageSampler"/> watches.</summary>
public sealed class SampledTree
{
    private int[] _roots;

    internal SampledTree(ReadOnlySpan<int> roots, bool countRoots)
    {
        _roots = roots.ToArray();
        CountRoots = countRoots;
    }

    /// <summary>The processes at the top.</summary>
    public ReadOnlySpan<int> Roots => _roots;

    /// <summary>Whether the roots' own usage counts. If not, only what they have waited for does: a shim is not part of its run.</summary>
    public bool CountRoots { get; }

    /// <summary>As of the last tick; all zero before the first.</summary>
    public TreeUsage Usage { get; internal set; }

    internal Tally Tick { get; set; }

    internal bool IsSampled { get; set; }

    /// <summary>Names other roots, from the next tick on; totals are kept.</summary>
    public void SetRoots(ReadOnlySpan<int> roots) => _roots = roots.ToArray();

    /// <summary>What is added up for a tree during one tick.</summary>
    internal record struct Tally(int Processes, int Threads, long ResidentPages, long OwnTicks, long ChildTicks, long VanishedTicks, ProcessIo Io);
}
