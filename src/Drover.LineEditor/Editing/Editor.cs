// Constraints
//   Nothing here knows a terminal, a time or a descriptor: bytes go in, a view and an outcome come out, so that every key can be tested by itself.
// Scheme
//   Feed decodes keys and presses each. A key goes to the innermost thing that is going on (a quoted key, a question, a list of completions, a search, vi's command mode),
//   which takes it or ends and lets it through to the map of the mode. Commands are the methods in the other parts of this class. What a command needs to know of the
//   one before it (kills join, a yank can be replaced, Tab pressed again) is in _previous, which the dispatcher sets.

using Drover.LineEditor.Buffers;
using Drover.LineEditor.Histories;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

/// <summary>The state of one line being edited.</summary>
internal sealed partial class Editor
{
    private const int GreatestArgument = 1_000_000;

    // Without a host's own keys the maps are the same for all lines.
    private static KeyMap? s_emacsMap;
    private static KeyMap? s_viMap;

    private readonly LineEditorOptions _options;
    private readonly EditorMemory _memory;
    private readonly KeyDecoder _decoder;
    private readonly HistoryWalk _walk;
    private readonly LineBuffer _line = new();
    private KeyMap _map = new();
    private KeyMap? _prefix;
    private EditCommand _previous;
    private EditCommand _current;
    private int? _argument;
    private bool _negative;
    private bool _quoting;
    private bool _escaped;
    private bool _overwriting;
    private int _mark = -1;

    /// <param name="options">What the host gave.</param>
    /// <param name="memory">What earlier lines left.</param>
    /// <param name="decoder">Holds keys that came before this line.</param>
    public Editor(LineEditorOptions options, EditorMemory memory, KeyDecoder decoder)
    {
        (_options, _memory, _decoder) = (options, memory, decoder);
        _walk = new HistoryWalk(options.History);
        UseMode();
        BeginAfterOperate();
    }

    /// <summary>How it ended; null while it goes on.</summary>
    public LineOutcome? Outcome { get; private set; }

    /// <summary>What is to be done to the terminal; the one who does it sets it back.</summary>
    public EditorRequest Request { get; set; }

    /// <summary>Whether the bell is to ring.</summary>
    public bool Bell { get; set; }

    /// <summary>The text.</summary>
    public byte[] Text => _line.ToArray();

    public int Cursor => _line.Cursor;

    /// <summary>Whether more bytes may make another key of those that came.</summary>
    public bool HasPending => _decoder.HasPending;

    public bool IsPasting => _decoder.IsPasting;

    /// <summary>Whether keys wait that can be pressed without another byte.</summary>
    public bool IsOpen => Outcome is null && Request == EditorRequest.None;

    /// <summary>Begins with a text.</summary>
    public void Begin(ReadOnlySpan<byte> text, int cursor)
    {
        _line.Reset(text);
        _line.Cursor = GraphemeClusters.Floor(text, Math.Clamp(cursor, 0, text.Length));
    }

    /// <summary>Takes what was typed. Keys behind one that ends the line stay in the decoder.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        _decoder.Add(bytes);
        PressAll();
    }

    /// <summary>Nothing more came in time: an ESC is a key.</summary>
    public void Flush()
    {
        _decoder.Flush();
        PressAll();
    }

    /// <summary>Presses the keys that wait.</summary>
    public void PressAll()
    {
        while (IsOpen && _decoder.TryRead(out Key key)) Press(key, _decoder.Raw);
    }

    /// <summary>There will be no more input.</summary>
    public void EndInput()
    {
        if (_decoder.TryEndPaste()) InsertPaste(_decoder.Pasted);
        Outcome ??= LineOutcome.EndOfInput;
    }

    /// <summary>Takes the text from elsewhere and accepts it.</summary>
    public void AcceptText(ReadOnlySpan<byte> text)
    {
        _line.BeginChange();
        _line.SetText(text);
        Outcome = LineOutcome.Accepted;
    }

    /// <summary>Presses one key.</summary>
    internal void Press(Key key, ReadOnlySpan<byte> raw)
    {
        if (key.Kind == KeyKind.Unknown) return;
        bool suggested = _suggestion.Length > 0;
        if (_quoting)
        {
            _quoting = false;
            InsertTyped(key.Kind == KeyKind.Paste ? _decoder.Pasted : raw, _quotingCount);
        }
        else if (_searchingCharacter is { } direction)
        {
            _searchingCharacter = null;
            FindCharacter(direction, key, raw);
        }
        else if (!AnswerQuestion(key) && !PressInMenu(key) && !PressInSearch(key, raw))
        {
            if (key.Kind == KeyKind.Paste) Paste();
            else if (_vi is { IsCommand: true } vi) vi.Press(key, raw);
            else
            {
                // ESC and a key that came together are two, and only the one in insert mode is part of the change.
                if (!key.Modifiers.HasFlag(KeyModifiers.Alt)) _vi?.Record(key, raw);
                if (_escaped) key = key.With(KeyModifiers.Alt);
                _escaped = false;
                PressInMap(key, raw);
            }
        }
        // What was suggested belonged to the text before; the next view asks anew.
        if (suggested) _suggestion = [];
    }

    private void PressInMap(Key key, ReadOnlySpan<byte> raw)
    {
        KeyMap map = _prefix ?? _map;
        bool isFirst = _prefix is null;
        _prefix = null;
        if (map.TryFind(key, out EditCommand command, out KeyMap? longer))
        {
            if (longer is not null) _prefix = longer;
            else Execute(command, key, raw);
            return;
        }
        // Shift changes nothing of a key that nobody bound with it.
        if (key.Modifiers.HasFlag(KeyModifiers.Shift))
        {
            PressInMap(key.Without(KeyModifiers.Shift), raw);
        }
        else if (isFirst && _argument is not null && _previous is EditCommand.DigitArgument or EditCommand.UniversalArgument && key.Kind == KeyKind.Character && key.IsText && char.IsAsciiDigit((char)Math.Min(key.Value, 0xFFFF)))
        {
            Execute(EditCommand.DigitArgument, key, raw);
        }
        else if (isFirst && key.IsText)
        {
            Execute(EditCommand.SelfInsert, key, raw);
        }
        else if (isFirst && _vi is not null && key.Modifiers.HasFlag(KeyModifiers.Alt))
        {
            // ESC and the key came together.
            Execute(EditCommand.ViMovementMode, key, raw);
            _vi.Press(key.Without(KeyModifiers.Alt), raw.IsEmpty ? raw : raw[1..]);
        }
        else if (isFirst && key == new Key(KeyKind.Escape))
        {
            // Who has no Meta key presses ESC, and then takes time.
            _escaped = true;
        }
        else
        {
            _argument = null;
            _previous = EditCommand.None;
            Bell = true;
        }
    }

    /// <summary>Does what a key is bound to.</summary>
    internal void Execute(EditCommand command, Key key = default, ReadOnlySpan<byte> raw = default)
    {
        _current = command;
        if (command != EditCommand.SelfInsert || _previous != EditCommand.SelfInsert) _line.BeginChange();
        if (command is EditCommand.DigitArgument or EditCommand.UniversalArgument)
        {
            AddToArgument(command, key);
            _previous = command;
            return;
        }
        // Rows of an entry may be passed on the way; any other key ends the search.
        if (!IsPrefixSearch(command)) _prefixText = null;
        int? argument = _argument;
        _argument = null;
        Run(command, argument, raw);
        if (!IsCompletion(command)) CloseList();
        _previous = _current;
    }

    private void AddToArgument(EditCommand command, Key key)
    {
        if (command == EditCommand.UniversalArgument)
        {
            _argument = Math.Clamp((_argument ?? 1) * 4, -GreatestArgument, GreatestArgument);
            return;
        }
        if (key.Value == '-')
        {
            _argument = _argument is { } n ? -n : 0;
            _negative = _argument == 0;
            return;
        }
        int digit = key.Value - '0';
        bool goesOn = _previous == EditCommand.DigitArgument && _argument is not null;
        int value = goesOn ? (_argument!.Value * 10) + (_argument < 0 || _negative ? -digit : digit) : digit;
        _negative &= goesOn && value == 0;
        _argument = Math.Clamp(value, -GreatestArgument, GreatestArgument);
    }

    private static KeyMap CreateMap(LineEditorOptions options)
    {
        bool vi = options.Mode == EditingMode.Vi;
        if (options.Bindings.Count == 0) return vi ? s_viMap ??= ViInsertBindings.Create() : s_emacsMap ??= EmacsBindings.Create();
        KeyMap map = vi ? ViInsertBindings.Create() : EmacsBindings.Create();
        foreach ((string keys, EditCommand command) in options.Bindings) map.Bind(KeyNotation.Parse(keys), command);
        return map;
    }
}
