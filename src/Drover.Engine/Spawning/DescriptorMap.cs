namespace Drover.Engine.Spawning;

/// <summary>A map from numbers of a child to what comes there, in the order of the numbers. Most have three or four entries.</summary>
internal sealed class DescriptorMap
{
    private (int Target, int Source)[] _entries;

    /// <summary>A map in which 0, 1 and 2 have the same source.</summary>
    public DescriptorMap(int standardSource)
    {
        _entries = [(0, standardSource), (1, standardSource), (2, standardSource), default];
        Count = 3;
    }

    /// <summary>How many entries.</summary>
    public int Count { get; private set; }

    /// <summary>Whether nothing was ever changed.</summary>
    public bool IsUntouched { get; private set; } = true;

    /// <summary>The greatest target.</summary>
    public int Last => _entries[Count - 1].Target;

    /// <summary>The entries, from the least target to the greatest.</summary>
    public ReadOnlySpan<(int Target, int Source)> Entries => _entries.AsSpan(0, Count);

    /// <summary>Gives a target a source, instead of the one it may have.</summary>
    public void Set(int target, int source)
    {
        IsUntouched = false;
        int at = Find(target);
        if (at < Count && _entries[at].Target == target)
        {
            _entries[at].Source = source;
            return;
        }
        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        Array.Copy(_entries, at, _entries, at + 1, Count - at);
        _entries[at] = (target, source);
        Count++;
    }

    /// <summary>Takes a target out, if it is there.</summary>
    public void Remove(int target)
    {
        int at = Find(target);
        if (at == Count || _entries[at].Target != target) return;
        Array.Copy(_entries, at + 1, _entries, at, Count - at - 1);
        Count--;
    }

    /// <summary>The source of a target; false when it is not there.</summary>
    public bool TryGet(int target, out int source)
    {
        int at = Find(target);
        bool found = at < Count && _entries[at].Target == target;
        source = found ? _entries[at].Source : 0;
        return found;
    }

    // The place of the first entry that is not below it; most are added at the end.
    private int Find(int target)
    {
        if (Count == 0 || _entries[Count - 1].Target < target) return Count;
        int low = 0, high = Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_entries[middle].Target < target) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
