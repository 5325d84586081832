// Constraints
//   One pass over /proc serves any number of trees. Processes come and go between ticks: the sum of what the living have used falls when
//   one leaves, unless a member waited for it, and then its whole past appears in that member's child times at once.
// Scheme
//   Keep the last pass. Growth of a tree = what each member used itself since then (all of it, if it is new), plus how much the members'
//   child times grew beyond the last known times of those that vanished. Both parts are at least zero, so totals never fall.

namespace Drover.Engine.ProcessTrees;

/// <summary>Processor time, memory, processes and I/O of many trees, from one pass over /proc a tick.</summary>
/// <remarks>A process belongs to the nearest root above it. Not for several threads at once.</remarks>
/// <param name="isBoundary">As in <see cref="Descendants.Collect"/>; a root is never asked about.</param>
/// <param name="withIo">Whether /proc/PID/io is read for each member, which about doubles a member's cost.</param>
/// <param name="time">The clock that percentages are made with; null for the system's.</param>
public sealed class UsageSampler(Func<int, bool>? isBoundary = null, bool withIo = true, TimeProvider? time = null)
{
    private const int Unknown = 0;
    private const int Nobody = -1;

    private readonly List<SampledTree> _trees = [];
    private readonly Dictionary<int, int> _treeOfRoot = [];
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private Pass _now = new();
    private Pass _before = new();
    private long _timestamp;

    /// <summary>The trees that are watched.</summary>
    public IReadOnlyList<SampledTree> Trees => _trees;

    /// <summary>Watches a tree from the next tick on.</summary>
    /// <param name="roots">The processes at the top.</param>
    /// <param name="countRoots">As <see cref="SampledTree.CountRoots"/>.</param>
    public SampledTree Add(ReadOnlySpan<int> roots, bool countRoots = true)
    {
        var tree = new SampledTree(roots, countRoots);
        _trees.Add(tree);
        return tree;
    }

    /// <summary>Watches a tree no more.</summary>
    public void Remove(SampledTree tree) => _trees.Remove(tree);

    /// <summary>Takes one pass over /proc and brings every tree's <see cref="SampledTree.Usage"/> up to date.</summary>
    /// <exception cref="SystemCallException">/proc can't be opened.</exception>
    public void Sample()
    {
        (_now, _before) = (_before, _now);
        TimeSpan elapsed = _timestamp == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_timestamp);
        _timestamp = _time.GetTimestamp();
        _now.Refresh();
        _treeOfRoot.Clear();
        for (int t = 0; t < _trees.Count; t++)
        {
            _trees[t].Tick = default;
            foreach (int root in _trees[t].Roots) _treeOfRoot[root] = t + 1;
        }

        for (int i = 0; i < _now.Table.Count; i++) CountPresent(i);
        for (int i = 0; i < _before.Table.Count; i++) CountVanished(i);
        foreach (SampledTree tree in _trees)
        {
            tree.Usage = Next(tree, tree.IsSampled ? elapsed : TimeSpan.Zero);
            tree.IsSampled = true;
        }
    }

    /// <summary>The processes of a tree that counted at the last tick, zombies included.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="into">Is cleared and filled, in ascending order of process numbers.</param>
    public void CopyMembers(SampledTree tree, List<ProcessInfo> into)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(into);
        into.Clear();
        for (int i = 0; i < _now.Table.Count; i++)
        {
            if (ReferenceEquals(_now.Trees[i], tree) && Counts(tree, _now.Table[i].Pid)) into.Add(_now.Table[i]);
        }
    }

    private void CountPresent(int index)
    {
        int owner = OwnerOf(index, 0);
        if (owner <= 0) return;
        SampledTree tree = _trees[owner - 1];
        _now.Trees[index] = tree;
        ref readonly ProcessInfo process = ref _now.Table[index];
        // A process that was elsewhere before counts from now on; a tree that is new gets its members' whole past.
        int earlier = tree.IsSampled ? _before.Find(process) : -1;
        SampledTree.Tally tick = tree.Tick;
        tick.ChildTicks += process.ChildTicks - (earlier < 0 ? 0 : _before.Table[earlier].ChildTicks);
        if (Counts(tree, process.Pid))
        {
            if (!process.HasEnded)
            {
                tick.Processes++;
                tick.Threads += process.Threads;
                tick.ResidentPages += process.ResidentPages;
            }
            tick.OwnTicks += process.OwnTicks - (earlier < 0 ? 0 : _before.Table[earlier].OwnTicks);
            if (withIo && ProcessReader.TryReadIo(process.Pid, out ProcessIo io))
            {
                _now.Io[index] = io;
                if (earlier < 0) tick.Io += io;
                else if (_before.Trees[earlier] is not null) tick.Io += io - _before.Io[earlier];
            }
        }
        tree.Tick = tick;
    }

    private void CountVanished(int index)
    {
        if (_before.Trees[index] is not { } tree) return;
        ref readonly ProcessInfo process = ref _before.Table[index];
        if (_now.Find(process) >= 0) return;
        SampledTree.Tally tick = tree.Tick;
        tick.VanishedTicks += process.OwnTicks + process.ChildTicks;
        tick.Io -= _before.Io[index];
        tree.Tick = tick;
    }

    private static TreeUsage Next(SampledTree tree, TimeSpan elapsed)
    {
        SampledTree.Tally tick = tree.Tick;
        long grown = tick.OwnTicks + Math.Max(0, tick.ChildTicks - tick.VanishedTicks);
        return new TreeUsage(
            tick.Processes,
            tick.Threads,
            tick.ResidentPages * Environment.SystemPageSize,
            tree.Usage.CpuTicks + grown,
            elapsed > TimeSpan.Zero ? 100 * ProcessInfo.FromTicks(grown) / elapsed : 0,
            tree.Usage.Io + tick.Io.AtLeastZero());
    }

    private static bool Counts(SampledTree tree, int pid) => tree.CountRoots || !tree.Roots.Contains(pid);

    // The number of the tree of the nearest root above, from 1; Nobody when there is none or a boundary lies between.
    private int OwnerOf(int index, int depth)
    {
        ref int owner = ref _now.Owners[index];
        if (owner != Unknown) return owner;
        int pid = _now.Table[index].Pid;
        if (_treeOfRoot.TryGetValue(pid, out int tree)) return owner = tree;
        int parent = depth < _now.Table.Count ? _now.Table.ParentOf(index) : -1;
        int above = parent < 0 ? Nobody : OwnerOf(parent, depth + 1);
        return owner = above > 0 && isBoundary?.Invoke(pid) == true ? Nobody : above;
    }

    private sealed class Pass
    {
        private int[] _owners = [];
        private SampledTree?[] _trees = [];
        private ProcessIo[] _io = [];

        public ProcessTable Table { get; } = new();

        public Span<int> Owners => _owners;

        public Span<SampledTree?> Trees => _trees;

        public Span<ProcessIo> Io => _io;

        public void Refresh()
        {
            Table.Refresh();
            if (_owners.Length < Table.Count)
            {
                int size = Table.Count + 64;
                _owners = new int[size];
                _trees = new SampledTree?[size];
                _io = new ProcessIo[size];
            }
            Owners.Clear();
            Trees.Clear();
            Io.Clear();
        }

        public int Find(in ProcessInfo process)
        {
            int index = Table.IndexOf(process.Pid);
            return index >= 0 && Table[index].StartTicks == process.StartTicks ? index : -1;
        }
    }
}
