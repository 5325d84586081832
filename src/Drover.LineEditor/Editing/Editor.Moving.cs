using Drover.LineEditor.Buffers;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

internal sealed partial class Editor
{
    private int _goalColumn = -1;

    /// <summary>The start of the line of the text that holds an offset.</summary>
    internal int LineStart(int at) => _line.Text[..at].LastIndexOf((byte)'\n') + 1;

    /// <summary>Its end: at the newline, or at the end of the text.</summary>
    internal int LineEnd(int at) => _line.Text[at..].IndexOf((byte)'\n') is >= 0 and var length ? at + length : _line.Length;

    private void MoveToEnd()
    {
        if (_line.IsAtEnd && TakeSuggestion(all: true)) return;
        _line.Cursor = LineEnd(_line.Cursor);
    }

    private void MoveCharacters(int count)
    {
        if (count > 0 && _line.IsAtEnd && TakeSuggestion(all: true)) return;
        int target = CharacterTarget(count);
        if (target == _line.Cursor && count != 0) Bell = true;
        _line.Cursor = target;
    }

    private int CharacterTarget(int count) => count >= 0
        ? Repeat(count, at => GraphemeClusters.Next(_line.Text, at))
        : Repeat(-count, at => GraphemeClusters.Previous(_line.Text, at));

    private void MoveWords(int count)
    {
        if (count > 0 && _line.IsAtEnd && TakeSuggestion(all: false)) return;
        _line.Cursor = WordTarget(count);
    }

    private int WordTarget(int count) => count >= 0
        ? Repeat(count, at => WordMotions.ForwardEnd(_line.Text, at))
        : Repeat(-count, at => WordMotions.BackwardStart(_line.Text, at));

    private void FindCharacter(int count, Key key, ReadOnlySpan<byte> raw)
    {
        _line.BeginChange();
        _previous = EditCommand.CharacterSearch;
        ReadOnlySpan<byte> text = _line.Text;
        int at = _line.Cursor;
        for (int i = 0; i < Math.Abs(count) && at >= 0 && key.IsText; i++)
        {
            int from = count > 0 ? GraphemeClusters.Next(text, at) : at;
            int found = count > 0 ? text[from..].IndexOf(raw) : text[..from].LastIndexOf(raw);
            at = found < 0 ? -1 : count > 0 ? from + found : found;
        }
        if (at < 0 || !key.IsText) Bell = true;
        else _line.Cursor = at;
    }

    private bool HasMark()
    {
        if (_mark >= 0 && _mark <= _line.Length) return true;
        Bell = true;
        return false;
    }

    private void ExchangeMark()
    {
        if (!HasMark()) return;
        (_line.Cursor, _mark) = (_mark, _line.Cursor);
    }

    /// <summary>Up and down within the text; false when there is no such line.</summary>
    private bool TryMoveLine(int direction)
    {
        int start = LineStart(_line.Cursor);
        int column = _previous is EditCommand.PreviousLineOrHistory or EditCommand.NextLineOrHistory && _goalColumn >= 0
            ? _goalColumn
            : Rendering.CellWriter.Width(_line.Text[start.._line.Cursor]);
        int target;
        if (direction < 0)
        {
            if (start == 0) return false;
            target = LineStart(start - 1);
        }
        else
        {
            int end = LineEnd(_line.Cursor);
            if (end == _line.Length) return false;
            target = end + 1;
        }
        _goalColumn = column;
        int last = LineEnd(target);
        ReadOnlySpan<byte> text = _line.Text;
        for (int width = 0; target < last;)
        {
            width += Rendering.Glyphs.Measure(text, target, width, out int next, out _);
            if (width > column) break;
            target = next;
        }
        _line.Cursor = target;
        return true;
    }
}
