// Constraints
//   Nothing here knows a terminal, a time or a descriptor: bytes go in, a view and an outcome come out, so that every key can be tested by itself.
// Scheme
//   Feed decodes keys and presses each. A key goes to the innermost thing that is going on (a quoted key, a question, a list of completions, a search, vi's command mode),
//   which takes it or ends and lets it through to the map of the mode. Commands are the methods in the other parts of this class. What a command needs to know of the
//   one before it (kills join, a yank can be replaced, Tab pressed again) is in _previous, which the dispatcher sets.

using System.Text;
using Drover.LineEditor.Buffers;
using Drover.LineEditor.Histories;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

/// <summary>The state of one line being edited.</summary>
internal sealed partial class Editor
{
    private const int GreatestArgument = 1_000_000;

    private readonly LineEditorOptions _options;
    private readonly EditorMemory _memory;
    private readonly KeyDecoder _decoder;
    private readonly HistoryWalk _walk;
    private readonly LineBuffer _line = new();
    private KeyMap _map = new();
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

    /// <summary>The arguments of a <see cref="Request"/>.</summary>
    public string RequestText { get; private set; } = "";

    /// <summary>The line for whoever serves a <see cref="Request"/>.</summary>
    public EditedText Edited => new(Text, Cursor) { Mark = _mark < 0 ? null : _mark, Argument = _requestArgument };

    /// <summary>How long to wait for more before <see cref="Flush"/>: more bytes may make another key of those that came, or more keys another binding; null when neither is so.</summary>
    public TimeSpan? Patience => _decoder.HasPending ? _options.EscapeTimeout : MayResolve ? _options.KeySequenceTimeout : null;

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

    /// <summary>Nothing more came in time: an ESC is a key, and keys that may begin longer ones do what they do alone.</summary>
    public void Flush()
    {
        if (_decoder.HasPending) _decoder.Flush();
        else Resolve();
        PressAll();
    }

    /// <summary>Presses the keys that wait.</summary>
    public void PressAll()
    {
        while (IsOpen)
        {
            if (_memory.TryTake(out (Key Key, byte[] Raw) waiting)) Press(waiting.Key, waiting.Raw);
            else if (_decoder.TryRead(out Key key)) Press(key, _decoder.Raw);
            else break;
        }
        if (Outcome == LineOutcome.Interrupted) _memory.Forget();
    }

    /// <summary>Goes on with another text, as the host has made it.</summary>
    public void Take(EditedText edited)
    {
        if (edited.IsInterrupted) _memory.Forget();
        _line.BeginChange();
        if (!_line.Text.SequenceEqual(edited.Text)) _line.SetText(edited.Text);
        _line.Cursor = GraphemeClusters.Floor(_line.Text, Math.Clamp(edited.Cursor, 0, _line.Length));
        if (edited.Mark is { } mark) _mark = GraphemeClusters.Floor(_line.Text, Math.Clamp(mark, 0, _line.Length));
    }

    /// <summary>The settings may be others now.</summary>
    public void TakeSettings()
    {
        if (_options.Mode == EditingMode.Vi != _vi is not null) UseMode();
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
        if (key.Kind == KeyKind.Unknown && (_quoting || !IsBound(key))) return;
        bool suggested = _suggestion.Length > 0;
        if (!_quoting)
        {
            if (key.Kind == KeyKind.Keypad && !IsBound(key)) key = key.OffKeypad();
            // A character that came as a sequence is still that character.
            if (key.IsText && raw is [KeyDecoder.Esc, ..]) raw = Encoding.UTF8.GetBytes(new Rune(key.Value).ToString());
        }
        if (_quoting)
        {
            _quoting = false;
            InsertTyped(raw, _quotingCount);
        }
        else if (_searchingCharacter is { } direction)
        {
            _searchingCharacter = null;
            FindCharacter(direction, key, raw);
        }
        else if (!AnswerQuestion(key) && !PressInMenu(key) && !PressInSearch(key, raw))
        {
            if (key.Kind == KeyKind.Paste && _prefixKeys.Count > 0)
            {
                // Behind what is still to be pressed of these.
                _memory.Waiting.Add((key, raw.ToArray()));
                Resolve();
            }
            else if (key.Kind == KeyKind.Paste)
            {
                Paste(raw);
            }
            else if (_vi is { IsCommand: true } vi)
            {
                // What a person has bound comes before vi's commands, but not within one.
                if (_prefixKeys.Count == 0 && (!vi.IsAtStart || _viCommands.IsEmpty)) vi.Press(key, raw);
                else PressInMap(key, raw);
            }
            else
            {
                if (_escaped) key = key.With(KeyModifiers.Alt);
                _escaped = false;
                PressInMap(key, raw);
            }
        }
        // What was suggested belonged to the text before; the next view asks anew.
        if (suggested) _suggestion = [];
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
}
