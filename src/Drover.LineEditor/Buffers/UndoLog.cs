namespace Drover.LineEditor.Buffers;

/// <summary>What was done to a line, so that it can be taken back, and done again.</summary>
/// <remarks>Text that is typed is one step, however long: only its length is kept.</remarks>
internal sealed class UndoLog
{
    private readonly List<UndoStep> _done = [];
    private readonly List<UndoStep> _undone = [];
    private int _group;

    public bool IsEmpty => _done.Count == 0;

    /// <summary>Changes that follow are taken back apart from those before.</summary>
    public void BeginGroup() => _group++;

    public void Inserted(int position, int length, int cursor)
    {
        _undone.Clear();
        if (_done.Count > 0 && _done[^1] is { Removed: null } last && last.Group == _group && last.Position + last.Inserted == position)
            _done[^1] = last with { Inserted = last.Inserted + length };
        else
            _done.Add(new UndoStep(_group, position, length, null, cursor));
    }

    public void Removed(int position, ReadOnlySpan<byte> text, int cursor)
    {
        _undone.Clear();
        _done.Add(new UndoStep(_group, position, 0, text.ToArray(), cursor));
    }

    /// <summary>Takes the last group back; false when there is none.</summary>
    public bool Undo(LineBuffer line) => Move(_done, _undone, line);

    /// <summary>Does again what was taken back last.</summary>
    public bool Redo(LineBuffer line) => Move(_undone, _done, line);

    public void Clear()
    {
        _done.Clear();
        _undone.Clear();
    }

    private static bool Move(List<UndoStep> from, List<UndoStep> to, LineBuffer line)
    {
        if (from.Count == 0) return false;
        int group = from[^1].Group;
        while (from.Count > 0 && from[^1].Group == group)
        {
            UndoStep step = from[^1];
            from.RemoveAt(from.Count - 1);
            to.Add(line.Invert(step));
        }
        return true;
    }
}
