using Drover.LineEditor.Histories;

namespace Drover.LineEditor.Editing;

internal sealed partial class Editor
{
    private byte[]? _prefixText;
    private (int Age, int Start) _lastArgument = (-1, 0);
    private int? _argumentNumber;

    private static bool IsPrefixSearch(EditCommand command) => command is EditCommand.HistorySearchBackward or EditCommand.HistorySearchForward
        or EditCommand.HistorySubstringSearchBackward or EditCommand.HistorySubstringSearchForward or EditCommand.PreviousLineOrHistory or EditCommand.NextLineOrHistory;

    private void MoveHistory(int older) => ShowHistory(Math.Clamp(_walk.Age + older, HistoryWalk.Typed, Math.Max(HistoryWalk.Typed, _walk.Count - 1)));

    private void ShowHistory(int age)
    {
        if (age == _walk.Age || !_walk.TryMove(age, _line.Text, out byte[] text)) Bell = true;
        else Show(text);
    }

    // Undo stays within the entry.
    private void Show(ReadOnlySpan<byte> text) => _line.Reset(text);

    private void Revert()
    {
        if (_walk.Age == HistoryWalk.Typed) Times(int.MaxValue, _line.Undo);
        else _line.SetText(_walk.Original(_walk.Age));
    }

    private void MoveLines(int count)
    {
        // Going through the history goes on over entries of several lines.
        for (int i = 0; i < Math.Abs(count); i++)
        {
            if (TryMoveLine(Math.Sign(count))) continue;
            _goalColumn = -1;
            SearchPrefix(older: count < 0, whole: true);
            return;
        }
    }

    // fish's arrows and readline's history-search: what was typed before the first of these keys is what entries must begin with.
    private void SearchPrefix(bool older, bool whole = false, HistoryMatch match = HistoryMatch.Prefix)
    {
        if (!IsPrefixSearch(_previous) || _prefixText is null) _prefixText = _walk.Age == HistoryWalk.Typed || !whole ? _line.Text[..(whole ? _line.Length : _line.Cursor)].ToArray() : [];
        int age = _walk.Age;
        while (true)
        {
            age = older ? _walk.Find(_prefixText, age + 1, true, match) : age <= 0 ? HistoryWalk.Typed : _walk.Find(_prefixText, age - 1, false, match);
            if (age >= 0 && _walk.Original(age).AsSpan().SequenceEqual(_line.Text)) continue;
            break;
        }
        if (age < 0 && (older || _walk.Age == HistoryWalk.Typed))
        {
            Bell = true;
            return;
        }
        int cursor = _line.Cursor;
        if (!_walk.TryMove(Math.Max(age, HistoryWalk.Typed), _line.Text, out byte[] text)) return;
        Show(text);
        if (!whole && _prefixText.Length > 0) _line.Cursor = Math.Min(cursor, _line.Length);
    }

    // As magic-space has it: of the text before the cursor.
    private void ExpandHistory()
    {
        if (_options.ExpandHistory?.Invoke(_line.Text[.._line.Cursor].ToArray()) is { } expanded) _line.Replace(0, _line.Cursor, expanded);
    }

    private void YankLastArgument(int? argument)
    {
        bool again = _previous == EditCommand.YankLastArg && _lastArgument.Age >= 0;
        int age = again ? _lastArgument.Age + 1 : _walk.Age + 1;
        if (age >= _walk.Count)
        {
            Bell = true;
            return;
        }
        if (again) _line.Delete(_lastArgument.Start, _line.Cursor);
        else _argumentNumber = argument;
        int start = _line.Cursor;
        _line.Insert(HistoryArguments.Get(_walk.Original(age), _argumentNumber ?? -1));
        _lastArgument = (age, start);
    }

    private void YankArgument(int number)
    {
        byte[] word = HistoryArguments.Get(_walk.Original(_walk.Age + 1), number);
        if (word.Length == 0) Bell = true;
        else _line.Insert(word);
    }

    private void OperateAndGetNext()
    {
        if (_walk.Age >= 0)
        {
            _memory.NextAge = _walk.Age;
            _memory.NextCount = _walk.Count;
        }
        Outcome = LineOutcome.Accepted;
    }

    // After Ctrl-O the next line begins with the entry behind the one that was used; the host may have added a line meanwhile.
    private void BeginAfterOperate()
    {
        int age = _memory.NextAge;
        _memory.NextAge = -1;
        if (age < 0) return;
        age += _walk.Count - _memory.NextCount - 1;
        if (age >= 0 && _walk.TryMove(age, default, out byte[] text)) _line.Reset(text);
    }
}
