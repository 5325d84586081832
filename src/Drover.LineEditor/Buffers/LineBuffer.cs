using System.Diagnostics;

namespace Drover.LineEditor.Buffers;

/// <summary>The text being edited, as bytes, and the cursor in it.</summary>
/// <remarks>Positions are byte offsets. One array without a gap: moving a megabyte takes less time than showing it.</remarks>
internal sealed class LineBuffer
{
    private readonly UndoLog _undo = new();
    private byte[] _bytes = new byte[128];
    private int _cursor;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Text => _bytes.AsSpan(0, Length);

    public int Cursor
    {
        get => _cursor;
        set => _cursor = Math.Clamp(value, 0, Length);
    }

    public bool IsEmpty => Length == 0;

    public bool IsAtEnd => _cursor == Length;

    /// <summary>Whether something can be taken back.</summary>
    public bool IsChanged => !_undo.IsEmpty;

    public byte[] ToArray() => Text.ToArray();

    /// <summary>What follows is taken back apart from what was before.</summary>
    public void BeginChange() => _undo.BeginGroup();

    /// <summary>Puts text in at the cursor and moves the cursor behind it.</summary>
    public void Insert(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return;
        _undo.Inserted(_cursor, text.Length, _cursor);
        Open(_cursor, text);
        _cursor += text.Length;
    }

    /// <summary>Takes text out; the cursor stays where its text is.</summary>
    public void Delete(int start, int end)
    {
        (start, end) = (Math.Clamp(Math.Min(start, end), 0, Length), Math.Clamp(Math.Max(start, end), 0, Length));
        if (start == end) return;
        _undo.Removed(start, Text[start..end], _cursor);
        Close(start, end - start);
        if (_cursor >= end) _cursor -= end - start;
        else if (_cursor > start) _cursor = start;
    }

    /// <summary>Puts text in the place of other text and the cursor behind it.</summary>
    public void Replace(int start, int end, ReadOnlySpan<byte> text)
    {
        Delete(start, end);
        Cursor = Math.Min(start, end);
        Insert(text);
    }

    /// <summary>Puts other text in the place of all, as one change that can be taken back.</summary>
    public void SetText(ReadOnlySpan<byte> text)
    {
        if (!Text.SequenceEqual(text)) Replace(0, Length, text);
        _cursor = Length;
    }

    /// <summary>Begins with other text; nothing of what was can be brought back.</summary>
    public void Reset(ReadOnlySpan<byte> text)
    {
        _undo.Clear();
        Length = 0;
        Open(0, text);
        _cursor = Length;
    }

    public bool Undo() => _undo.Undo(this);

    public bool Redo() => _undo.Redo(this);

    /// <summary>Takes one step back and returns the step that would take this back.</summary>
    internal UndoStep Invert(UndoStep step)
    {
        int cursor = _cursor;
        byte[]? removed = null;
        if (step.Inserted > 0)
        {
            removed = Text.Slice(step.Position, step.Inserted).ToArray();
            Close(step.Position, step.Inserted);
        }
        if (step.Removed is { } text) Open(step.Position, text);
        Cursor = step.Cursor;
        Debug.Assert(_cursor == step.Cursor, "a step knows a cursor within the text of its time");
        return new UndoStep(step.Group, step.Position, step.Removed?.Length ?? 0, removed, cursor);
    }

    private void Open(int at, ReadOnlySpan<byte> text)
    {
        if (Length + text.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + text.Length));
        _bytes.AsSpan(at, Length - at).CopyTo(_bytes.AsSpan(at + text.Length));
        text.CopyTo(_bytes.AsSpan(at));
        Length += text.Length;
    }

    private void Close(int at, int length)
    {
        _bytes.AsSpan(at + length, Length - at - length).CopyTo(_bytes.AsSpan(at));
        Length -= length;
    }
}
