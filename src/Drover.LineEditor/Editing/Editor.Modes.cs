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
        _map = CreateMap(_options);
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
        if (key.Kind == KeyKind.Paste) _line.Insert(raw);
        else Press(key, raw);
    }
}
