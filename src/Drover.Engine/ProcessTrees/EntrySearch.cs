namespace Drover.Engine.ProcessTrees;

/// <summary>Looks for one NUL-terminated entry in a stream of them that arrives in chunks of any size.</summary>
internal ref struct EntrySearch(ReadOnlySpan<byte> entry)
{
    private readonly ReadOnlySpan<byte> _entry = entry;
    private int _matched; // bytes of the current entry that agree so far; -1 once one did not

    /// <summary>Whether all that came so far ends with the entry, its NUL missing.</summary>
    public readonly bool EndsWithEntry => _matched == _entry.Length;

    /// <summary>Takes the next chunk; true when the entry has been found.</summary>
    public bool Continue(scoped ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            int end = chunk.IndexOf((byte)0);
            ReadOnlySpan<byte> part = end < 0 ? chunk : chunk[..end];
            if (_matched >= 0)
                _matched = _entry[_matched..].StartsWith(part) ? _matched + part.Length : -1;
            if (end < 0) return false;
            if (EndsWithEntry) return true;
            _matched = 0;
            chunk = chunk[(end + 1)..];
        }
        return false;
    }
}
