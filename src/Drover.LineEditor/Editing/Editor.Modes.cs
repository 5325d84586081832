using Drover.LineEditor.Buffers;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

internal sealed partial class Editor
{
    private ViMode? _vi;

    /// <summary>The text and cursor, for vi's commands.</summary>
    internal LineBuffer Line => _line;

    internal EditorMemory Memory => _memory;

    internal Histories.HistoryWalk Walk => _walk;

    private void SwitchMode(EditingMode mode)
    {
        _options.Mode = mode;
        UseMode();
    }

    private void UseMode()
    {
        _map = _options.Bindings.Of(_options.Mode == EditingMode.Vi ? KeymapName.ViInsert : KeymapName.Emacs);
        _viCommands = _options.Bindings.Of(KeymapName.ViCommand);
        _vi = _options.Mode == EditingMode.Vi ? new ViMode(this) : null;
        _overwriting = false;
    }

    private void EnterViCommandMode()
    {
        if (_vi is null)
        {
            Bell = true;
            return;
        }
        _overwriting = false;
        if (_line.Cursor > LineStart(_line.Cursor)) _line.Cursor = GraphemeClusters.Previous(_line.Text, _line.Cursor);
        _vi.EnterCommand();
    }

    private void EnterViInsertMode()
    {
        if (_vi is { IsCommand: true } vi) vi.EnterInsert();
        else Bell = true;
    }

    /// <summary>Whether what is typed takes the place of what is there.</summary>
    internal bool Overwriting
    {
        set => _overwriting = value;
    }

    /// <summary>Shows an entry of the history, with the cursor at its start.</summary>
    internal bool ShowEntry(int age)
    {
        if (age == _walk.Age || !_walk.TryMove(age, _line.Text, out byte[] text)) return false;
        _line.Reset(text);
        _line.Cursor = 0;
        return true;
    }

    /// <summary>One line up or down within the text.</summary>
    internal bool MoveWithin(int direction)
    {
        _goalColumn = -1;
        return TryMoveLine(direction);
    }

    /// <summary>Presses a key again that was recorded.</summary>
    internal void Repeat(Key key, byte[] raw)
    {
        int waiting = _memory.Waiting.Count;
        if (key.Kind == KeyKind.Paste) _line.Insert(raw);
        else Press(key, raw);
        while (_memory.Waiting.Count > waiting && IsOpen && _memory.TryTake(out (Key Key, byte[] Raw) next)) Press(next.Key, next.Raw);
    }

    /// <summary>No more keys are pressed again.</summary>
    internal void EndRepeat()
    {
        while (_prefixKeys.Count > 0)
        {
            int waiting = _memory.Waiting.Count;
            Resolve();
            while (_memory.Waiting.Count > waiting && IsOpen && _memory.TryTake(out (Key Key, byte[] Raw) next)) Press(next.Key, next.Raw);
        }
    }
}
