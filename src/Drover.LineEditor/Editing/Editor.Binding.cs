// Scheme
//   A key that begins longer ones waits with those before it in _prefixKeys. When the next one does not go on with them, or none comes in time, the longest start of them that
//   does something is done, a character that nobody bound inserts itself, and what is left is pressed again.

using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

internal sealed partial class Editor
{
    private readonly List<(Key Key, byte[] Raw)> _prefixKeys = [];
    private KeyMap? _prefix;
    private KeyMap _viCommands = new();
    private int? _requestArgument;

    private KeyMap CurrentMap => _vi is { IsCommand: true } ? _viCommands : _map;

    // Keys that only begin longer ones wait for ever, as readline has it.
    private bool MayResolve => _prefixKeys.Count > 0 && (_prefixKeys[0].Key.IsText || LongestBound().Length > 0);

    private bool IsBound(Key key) => (_prefix ?? CurrentMap).TryFind(key, out _, out _);

    private void PressInMap(Key key, ReadOnlySpan<byte> raw)
    {
        KeyMap map = _prefix ?? CurrentMap;
        // As in readline, whatever the terminal's key for the end of the input is bound to.
        if (_prefix is null && key.IsControl('d') && _line.IsEmpty && _vi is not { IsCommand: true }) Execute(EditCommand.DeleteCharOrEnd, key, raw);
        else if (!map.TryFind(key, out KeyAction? action, out KeyMap? longer))
        {
            // Shift changes nothing of a key that nobody bound with it.
            if (key.Modifiers.HasFlag(KeyModifiers.Shift)) PressInMap(key.Without(KeyModifiers.Shift), raw);
            else if (key.Kind == KeyKind.Keypad) PressInMap(key.OffKeypad(), raw);
            else if (IsUpper(key) && IsBound(key.ToLower())) PressInMap(key.ToLower(), raw);
            else if (_prefix is null) PressUnbound(key, raw);
            else
            {
                _prefixKeys.Add((key, raw.ToArray()));
                Resolve();
            }
        }
        else if (longer is not null)
        {
            _prefix = longer;
            _prefixKeys.Add((key, raw.ToArray()));
        }
        else
        {
            foreach ((Key earlier, byte[] bytes) in _prefixKeys) Record(earlier, bytes, action);
            EndPrefix();
            Do(action!, key, raw);
        }
    }

    // Behind ESC and C-x readline has capitals do what small letters do.
    private bool IsUpper(Key key) => _vi is null && key is { Kind: KeyKind.Character, Value: >= 'A' and <= 'Z' } && (key.Modifiers.HasFlag(KeyModifiers.Alt) || (_prefix is not null && !_prefixKeys[0].Key.IsText));

    // For vi's dot: what was done, not the keys of macros that stand for it. ESC and a key that came together are two, and only the one in insert mode is part of the change.
    private void Record(Key key, ReadOnlySpan<byte> raw, KeyAction? action = null)
    {
        if (_vi is { IsCommand: false } vi && action is null or { Macro: null, HostCommand: null } && !key.Modifiers.HasFlag(KeyModifiers.Alt)) vi.Record(key, raw);
    }

    private void EndPrefix()
    {
        _prefix = null;
        _prefixKeys.Clear();
    }

    private (int Length, KeyAction? Action) LongestBound()
    {
        (int Length, KeyAction? Action) best = default;
        KeyMap? map = CurrentMap;
        for (int i = 0; i < _prefixKeys.Count && map is not null && map.TryFind(_prefixKeys[i].Key, out KeyAction? action, out map); i++)
            if (action is { } found) best = (i + 1, found);
        return best;
    }

    // What was pressed is not the whole of anything.
    private void Resolve()
    {
        if (_prefixKeys.Count == 0) return;
        (int length, KeyAction? action) = LongestBound();
        (Key Key, byte[] Raw)[] keys = [.. _prefixKeys];
        EndPrefix();
        bool isText = length == 0 && (keys[0].Key.IsText || keys[0].Key.Kind == KeyKind.Escape || _vi is { IsCommand: true });
        if (length == 0 && !isText)
        {
            Refuse();
            return;
        }
        for (int i = keys.Length - 1; i >= Math.Max(1, length); i--) _memory.Waiting.Add(keys[i]);
        if (isText) PressUnbound(keys[0].Key, keys[0].Raw);
        else Do(action!, keys[length - 1].Key, keys[length - 1].Raw);
    }

    private void PressUnbound(Key key, ReadOnlySpan<byte> raw)
    {
        if (_vi is { IsCommand: true } vi)
        {
            vi.Press(key, raw);
            return;
        }
        Record(key, raw);
        if (_argument is not null && _previous is EditCommand.DigitArgument or EditCommand.UniversalArgument && key.Kind == KeyKind.Character && key.IsText && char.IsAsciiDigit((char)Math.Min(key.Value, 0xFFFF)))
        {
            Execute(EditCommand.DigitArgument, key, raw);
        }
        else if (key.IsText)
        {
            Execute(EditCommand.SelfInsert, key, raw);
        }
        else if (_vi is not null && key.Modifiers.HasFlag(KeyModifiers.Alt))
        {
            // ESC and the key came together.
            Execute(EditCommand.ViMovementMode, key, raw);
            _memory.Waiting.Add((key.Without(KeyModifiers.Alt), raw.IsEmpty ? [] : raw[1..].ToArray()));
        }
        else if (key == new Key(KeyKind.Escape))
        {
            // Who has no Meta key presses ESC, and then takes time.
            _escaped = true;
        }
        else
        {
            Refuse();
        }
    }

    private void Refuse()
    {
        _argument = null;
        _previous = EditCommand.None;
        Bell = true;
    }

    private void Do(KeyAction action, Key key, ReadOnlySpan<byte> raw)
    {
        bool wasCommand = _vi is { IsCommand: true };
        if (action.Macro is { } macro)
        {
            // An argument is for the macro, not for its first key.
            _argument = null;
            _previous = EditCommand.None;
            TypeMacro(macro);
        }
        else if (action.HostCommand is { } command)
        {
            CloseList();
            _requestArgument = wasCommand ? _vi!.Count : _argument;
            _argument = null;
            _previous = EditCommand.None;
            (Request, RequestText) = (EditorRequest.RunHostCommand, command);
        }
        else
        {
            Record(key, raw, action);
            Execute(action.Command, key, raw);
        }
        if (wasCommand) _vi?.Executed();
    }

    private void TypeMacro(string macro)
    {
        if (_memory.TryBegin(KeyNotation.Press(macro))) return;
        _memory.Forget();
        Refuse();
    }
}
