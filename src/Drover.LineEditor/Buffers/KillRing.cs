namespace Drover.LineEditor.Buffers;

/// <summary>What was killed, newest first; lives as long as its reader.</summary>
internal sealed class KillRing
{
    private const int Greatest = 60;

    private readonly List<byte[]> _entries = [];
    private int _current;

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>What a yank puts in.</summary>
    public ReadOnlySpan<byte> Current => _entries.Count == 0 ? default : _entries[_current];

    /// <summary>Keeps killed text as a new entry.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return;
        _entries.Insert(0, text.ToArray());
        if (_entries.Count > Greatest) _entries.RemoveAt(Greatest);
        _current = 0;
    }

    /// <summary>Joins text to the newest entry: one kill followed another.</summary>
    public void Extend(ReadOnlySpan<byte> text, bool before)
    {
        if (_entries.Count == 0)
            Add(text);
        else
            _entries[0] = before ? [.. text, .. _entries[0]] : [.. _entries[0], .. text];
        _current = 0;
    }

    /// <summary>Makes the next older entry the current one.</summary>
    public void Rotate()
    {
        if (_entries.Count > 0) _current = (_current + 1) % _entries.Count;
    }
}
