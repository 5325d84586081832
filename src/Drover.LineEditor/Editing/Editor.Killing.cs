namespace Drover.LineEditor.Editing;

internal sealed partial class Editor
{
    // Two kills in a row are one in the ring.
    private bool PreviousWasKill => _previous is EditCommand.KillLine or EditCommand.BackwardKillLine or EditCommand.UnixLineDiscard or EditCommand.KillWholeLine
        or EditCommand.ShellKillWord or EditCommand.ShellBackwardKillWord or EditCommand.UnixFilenameRubout or EditCommand.KillWord or EditCommand.BackwardKillWord or EditCommand.UnixWordRubout or EditCommand.KillRegion;

    private (int Start, int End) _yanked;

    private void KillTo(int target)
    {
        int cursor = _line.Cursor;
        if (target == cursor)
        {
            Bell = true;
            return;
        }
        ReadOnlySpan<byte> text = _line.Text[Math.Min(cursor, target)..Math.Max(cursor, target)];
        if (PreviousWasKill) _memory.Kills.Extend(text, before: target < cursor);
        else _memory.Kills.Add(text);
        _line.Delete(cursor, target);
    }

    private void KillWholeLine()
    {
        int start = LineStart(_line.Cursor);
        _line.Cursor = start;
        KillTo(LineEnd(start) is var end && end < _line.Length ? end + 1 : end);
    }

    // At the end of a row the newline goes, so that repeated kills empty the text.
    private int LineKillEnd()
    {
        int end = LineEnd(_line.Cursor);
        return end == _line.Cursor && end < _line.Length ? end + 1 : end;
    }

    private int LineKillStart()
    {
        int start = LineStart(_line.Cursor);
        return start == _line.Cursor && start > 0 ? start - 1 : start;
    }

    private void Copy(int from, int to)
    {
        if (from != to) _memory.Kills.Add(_line.Text[Math.Min(from, to)..Math.Max(from, to)]);
    }

    private void DeleteCharacters(int count, bool kill)
    {
        int target = CharacterTarget(count);
        if (target == _line.Cursor)
        {
            Bell = true;
            return;
        }
        // With an argument it is a kill, as readline has it.
        if (kill) _memory.Kills.Add(_line.Text[Math.Min(target, _line.Cursor)..Math.Max(target, _line.Cursor)]);
        _line.Delete(_line.Cursor, target);
    }

    private void DeleteOrEnd(int count, bool kill)
    {
        if (_line.IsEmpty) Outcome = LineOutcome.EndOfInput;
        else if (IsOnEmptyLastRow) Outcome = LineOutcome.AcceptedAsLast;
        else DeleteCharacters(count, kill);
    }

    // Nothing was entered behind Enter.
    private bool IsOnEmptyLastRow => _line.IsAtEnd && _line.Text.EndsWith("\n"u8);

    private void DeleteOrList(int count, bool kill)
    {
        if (_line.IsAtEnd && !_line.IsEmpty && !IsOnEmptyLastRow) ListCompletions();
        else DeleteOrEnd(count, kill);
    }

    private void DeleteBlanks()
    {
        int start = _line.Cursor;
        int end = start;
        while (start > 0 && _line.Text[start - 1] is (byte)' ' or (byte)'\t') start--;
        while (end < _line.Length && _line.Text[end] is (byte)' ' or (byte)'\t') end++;
        _line.Delete(start, end);
    }

    private void Yank(int count)
    {
        if (_memory.Kills.IsEmpty) Bell = true;
        else InsertYank(_memory.Kills.Current, count);
    }

    private void YankPop()
    {
        if (_previous is not (EditCommand.Yank or EditCommand.YankPop) || _memory.Kills.IsEmpty)
        {
            _current = EditCommand.None;
            Bell = true;
            return;
        }
        _memory.Kills.Rotate();
        _line.Delete(_yanked.Start, _yanked.End);
        _line.Cursor = _yanked.Start;
        InsertYank(_memory.Kills.Current, 1);
    }

    private void InsertYank(ReadOnlySpan<byte> text, int count)
    {
        int start = _line.Cursor;
        for (int i = 0; i < Math.Min(count, GreatestArgument / Math.Max(1, text.Length)); i++) _line.Insert(text);
        _yanked = (start, _line.Cursor);
    }
}
