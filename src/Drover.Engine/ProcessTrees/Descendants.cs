// Constraints
//   proc_tid_children(5) is right only when nobody in the list comes or goes during the read; a tree being killed, or forking to get
//   away, does nothing else. The number of a child may have been reused when its stat is read.
// Scheme
//   Look at the whole tree by numbers, breadth first, until two looks in a row are the same, or take all that was seen if they never
//   are; then read each process once and keep it only if its parent is in the tree. A kernel without children files gets the same from two full passes over /proc.

using System.Runtime.InteropServices;

namespace Drover.Engine.ProcessTrees;

/// <summary>Finds everything below a set of processes.</summary>
/// <remarks>Keep one and reuse it: it allocates only while its buffers grow. Not for several threads at once.</remarks>
public sealed class Descendants
{
    /// <summary>How many looks are taken at most when a tree does not hold still.</summary>
    public const int DefaultLooks = 6;

    private readonly List<int> _seen = [];
    private List<int> _look = [];
    private List<int> _previous = [];
    private ProcessTable? _table;

    /// <summary>Collects the descendants of <paramref name="roots"/>; parents come before children if two looks agreed.</summary>
    /// <param name="roots">Where to start. A root is never asked whether it is a boundary.</param>
    /// <param name="into">Is cleared, and gets what was found, zombies included.</param>
    /// <param name="isBoundary">Says of a process that neither it nor anything below it belongs to the tree (<see cref="ShimBoundary.IsShim"/>).</param>
    /// <param name="includeRoots">Whether the roots themselves are collected, those that exist.</param>
    /// <param name="looks">How many looks are taken at most.</param>
    /// <returns>Whether two looks agreed; if not, <paramref name="into"/> has whom any look found and who still belongs there.</returns>
    public bool Collect(
        ReadOnlySpan<int> roots, List<ProcessInfo> into, Func<int, bool>? isBoundary = null, bool includeRoots = false, int looks = DefaultLooks)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (!ProcessReader.HasChildrenFiles) return CollectByFullPass(roots, into, isBoundary, includeRoots, looks);
        bool agreed = LookUntilAgreed(roots, isBoundary, fullPass: false, looks);
        ReadOnlySpan<int> pids = CollectionsMarshal.AsSpan(agreed ? _look : _seen);
        into.Clear();
        for (int i = includeRoots ? 0 : roots.Length; i < pids.Length; i++)
        {
            if (ProcessReader.TryRead(pids[i], out ProcessInfo info) && (i < roots.Length || pids.Contains(info.ParentPid))) into.Add(info);
        }
        return agreed;
    }

    /// <summary>Collects as <see cref="Collect"/> does, but from passes over all of /proc: dearer, needs no children files.</summary>
    public bool CollectByFullPass(
        ReadOnlySpan<int> roots, List<ProcessInfo> into, Func<int, bool>? isBoundary = null, bool includeRoots = false, int looks = DefaultLooks)
    {
        ArgumentNullException.ThrowIfNull(into);
        _table ??= new ProcessTable();
        bool agreed = LookUntilAgreed(roots, isBoundary, fullPass: true, looks);
        into.Clear();
        // A pass is whole in itself: the last one needs nothing from those before it.
        for (int i = includeRoots ? 0 : roots.Length; i < _look.Count; i++)
        {
            int index = _table.IndexOf(_look[i]);
            if (index >= 0) into.Add(_table[index]);
        }
        return agreed;
    }

    private bool LookUntilAgreed(ReadOnlySpan<int> roots, Func<int, bool>? isBoundary, bool fullPass, int looks)
    {
        _seen.Clear();
        _seen.AddRange(roots);
        for (int look = 0; look < looks; look++)
        {
            (_look, _previous) = (_previous, _look);
            _look.Clear();
            _look.AddRange(roots);
            if (fullPass) _table!.Refresh();
            for (int next = 0; next < _look.Count; next++)
            {
                int firstChild = _look.Count;
                if (fullPass) _table!.AddChildren(_look[next], _look);
                else ProcessReader.ReadChildren(_look[next], _look);
                KeepMembers(firstChild, isBoundary);
            }
            if (look > 0 && CollectionsMarshal.AsSpan(_look).SequenceEqual(CollectionsMarshal.AsSpan(_previous))) return true;
            foreach (int pid in CollectionsMarshal.AsSpan(_look)[roots.Length..])
            {
                if (!CollectionsMarshal.AsSpan(_seen).Contains(pid)) _seen.Add(pid);
            }
        }
        return false;
    }

    // Drops boundaries, and those already listed: a root below another root, an orphan seen under its old and its new parent.
    private void KeepMembers(int from, Func<int, bool>? isBoundary)
    {
        Span<int> pids = CollectionsMarshal.AsSpan(_look);
        int kept = from;
        for (int i = from; i < pids.Length; i++)
        {
            if (!pids[..kept].Contains(pids[i]) && isBoundary?.Invoke(pids[i]) != true) pids[kept++] = pids[i];
        }
        CollectionsMarshal.SetCount(_look, kept);
    }
}
