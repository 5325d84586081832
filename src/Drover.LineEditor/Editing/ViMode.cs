// Scheme
//   A command is [count] letter, or [count] operator [count] motion. What is not yet complete is in _operator, _count and _awaiting (the character of f, t and r).
//   A motion gives a target; an operator takes what lies between. Every key of a command is recorded, those typed until ESC too, so that the dot can press them again.

using Drover.LineEditor.Buffers;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

/// <summary>vi's command mode: POSIX's "vi Line Editing Command Mode" (XCU, sh), and what readline adds.</summary>
internal sealed partial class ViMode(Editor editor)
{
    private readonly List<(Key Key, byte[] Raw)> _recorded = [];
    private char _operator;
    private int _operatorCount;
    private int _count;
    private char _awaiting;
    private bool _isChange;
    private bool _replaying;
    private int _insertCount = 1;
    private int _insertStart;

    /// <summary>Whether keys are commands, not text.</summary>
    public bool IsCommand { get; private set; }

    /// <summary>Whether the next key begins a command.</summary>
    public bool IsAtStart => _operator == 0 && _awaiting == 0 && _pattern is null && !_replaying;

    /// <summary>The count that was typed; null for none.</summary>
    public int? Count => _count > 0 ? _count : null;

    private LineBuffer Line => editor.Line;

    private ReadOnlySpan<byte> Text => editor.Line.Text;

    /// <summary>ESC was pressed in insert mode.</summary>
    public void EnterCommand()
    {
        IsCommand = true;
        RepeatInserted();
        if (_isChange) Remember();
        Reset();
        _recorded.Clear();
    }

    /// <summary>Text is to be typed, as in a new row.</summary>
    public void EnterInsert()
    {
        IsCommand = false;
        Reset();
    }

    /// <summary>A key was pressed in insert mode.</summary>
    public void Record(Key key, ReadOnlySpan<byte> raw)
    {
        if (!_replaying && _isChange) _recorded.Add((key, raw.ToArray()));
    }

    /// <summary>A command that is not vi's own was executed.</summary>
    public void Executed()
    {
        if (!IsCommand) return;
        Reset();
        StayOnCharacter();
    }

    /// <summary>A key in command mode.</summary>
    public void Press(Key key, ReadOnlySpan<byte> raw)
    {
        if (PressInPattern(key, raw)) return;
        if (_operator == 0 && _count == 0 && _awaiting == 0 && !_replaying) _recorded.Clear();
        bool digit = key.Kind == KeyKind.Character && key.IsText && (key.Value is >= '1' and <= '9' || (key.Value == '0' && _count > 0)) && _awaiting == 0;
        if (!_replaying && !digit) _recorded.Add((key, raw.ToArray()));
        if (digit)
        {
            _count = Math.Min((_count * 10) + key.Value - '0', 1_000_000);
            return;
        }
        Line.BeginChange();
        if (_awaiting != 0) TakeCharacter(key, raw);
        else if (key.Kind == KeyKind.Escape) Cancel();
        else if (key.Kind == KeyKind.Character && key.IsText && key.Value < 0x80) PressLetter((char)key.Value);
        else if (_operator != 0 && Translate(key) is { } letter) PressLetter(letter);
        else PressOther(key, raw);
        if (IsCommand) StayOnCharacter();
    }

    private void PressLetter(char letter)
    {
        if (letter is 'f' or 'F' or 't' or 'T' || (letter == 'r' && _operator == 0))
        {
            _awaiting = letter;
            return;
        }
        int count = Math.Max(1, _count) * Math.Max(1, _operatorCount);
        if (_operator != 0 && letter == _operator)
        {
            OperateOnLine(count);
            return;
        }
        if (TryMotion(letter, count, out int target, out bool inclusive))
        {
            Apply(letter, target, inclusive);
            return;
        }
        if (_operator != 0)
        {
            Cancel();
            return;
        }
        if (letter is 'd' or 'c' or 'y')
        {
            (_operator, _operatorCount, _count) = (letter, _count, 0);
            return;
        }
        bool counted = _count > 0;
        RunCommand(letter, count, counted);
    }

    private void TakeCharacter(Key key, ReadOnlySpan<byte> raw)
    {
        char awaiting = _awaiting;
        _awaiting = '\0';
        int count = Math.Max(1, _count) * Math.Max(1, _operatorCount);
        if (!key.IsText)
        {
            Cancel();
        }
        else if (awaiting == 'r')
        {
            ReplaceCharacters(raw, count);
        }
        else
        {
            editor.Memory.CharacterSearch = (awaiting, raw.ToArray());
            if (TryFind(awaiting, raw, count, out int target)) Apply(awaiting, target, inclusive: awaiting is 'f' or 't');
            else Cancel();
        }
    }

    private void Apply(char motion, int target, bool inclusive)
    {
        int cursor = Line.Cursor;
        char operation = _operator;
        if (operation == 0)
        {
            Line.Cursor = target;
            Reset();
            return;
        }
        // cw leaves the blanks behind the word.
        if (operation == 'c' && motion is 'w' or 'W' && cursor < Text.Length && !WordMotions.IsBlank(Text[cursor]))
        {
            target = Times((Math.Max(1, _count) * Math.Max(1, _operatorCount)) - 1, at => WordMotions.ViEnd(Text, at, motion == 'W'), WordMotions.ViEnd(Text, cursor, motion == 'W', stays: true));
            inclusive = true;
        }
        int from = Math.Min(cursor, target);
        int to = Math.Max(cursor, target);
        if (inclusive) to = GraphemeClusters.Next(Text, to);
        Operate(operation, from, to);
    }

    private void OperateOnLine(int count)
    {
        int start = editor.LineStart(Line.Cursor);
        int end = editor.LineEnd(start);
        for (int i = 1; i < count && end < Text.Length; i++) end = editor.LineEnd(end + 1);
        // The newline goes with the line, the one before it for the last; changing keeps the row.
        if (_operator == 'd')
        {
            if (end < Text.Length) end++;
            else if (start > 0) start--;
        }
        Operate(_operator, start, end);
    }

    private void Operate(char operation, int from, int to)
    {
        editor.Memory.Kills.Add(Text[from..to]);
        if (operation != 'y') Line.Delete(from, to);
        Line.Cursor = from;
        if (operation == 'c') Insert(1);
        else if (operation == 'd') Changed();
        Reset();
    }

    private void Insert(int count)
    {
        Reset();
        _isChange = true;
        IsCommand = false;
        (_insertCount, _insertStart) = (count, Line.Cursor);
    }

    private void Changed()
    {
        _isChange = true;
        Remember();
        Reset();
    }

    private void Remember()
    {
        _isChange = false;
        if (!_replaying) editor.Memory.LastChange = [.. _recorded];
    }

    private void RepeatInserted()
    {
        if (_insertCount > 1 && Line.Cursor >= _insertStart && !Line.IsEmpty)
        {
            int end = GraphemeClusters.Next(Text, Line.Cursor);
            byte[] typed = Text[_insertStart..end].ToArray();
            Line.Cursor = end;
            for (int i = 1; i < Math.Min(_insertCount, 1_000_000 / Math.Max(1, typed.Length)); i++) Line.Insert(typed);
            Line.Cursor = GraphemeClusters.Previous(Text, Line.Cursor);
        }
        _insertCount = 1;
    }

    private void RepeatChange()
    {
        int count = _count;
        Reset();
        if (editor.Memory.LastChange.Count == 0 || _replaying)
        {
            editor.Bell = true;
            return;
        }
        _replaying = true;
        try
        {
            _count = count;
            foreach ((Key key, byte[] raw) in editor.Memory.LastChange) editor.Repeat(key, raw);
            editor.EndRepeat();
            if (!IsCommand) editor.Execute(EditCommand.ViMovementMode);
        }
        finally
        {
            _replaying = false;
        }
    }

    private void Cancel()
    {
        editor.Bell = true;
        Reset();
    }

    private void Reset() => (_operator, _operatorCount, _count, _awaiting) = ('\0', 0, 0, '\0');

    // The cursor stands on a character, not behind the last one of its row.
    private void StayOnCharacter()
    {
        int start = editor.LineStart(Line.Cursor);
        if (Line.Cursor > start && Line.Cursor == editor.LineEnd(Line.Cursor)) Line.Cursor = GraphemeClusters.Previous(Text, Line.Cursor);
    }
}
