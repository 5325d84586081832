// Constraints
//   What is being typed is seldom complete, and the parser says nothing of the inside of what is not. So this reads any text, never fails, and knows of each stretch what it is.
// Scheme
//   One pass with a method for each thing that nests. Whoever reaches the end of the text first, the innermost, says what stands there (Stop); those around it only return.
//   Which words are commands is a small state: a command is expected at the start, behind operators and behind the reserved words that open something.

namespace Drover.Cli.Interactive;

/// <summary>Cuts a command line, however unfinished, into what it is made of.</summary>
internal sealed partial class CommandScan
{
    private const int GreatestDepth = 200;

    // No char of a text, all of which are bytes.
    private const char Nothing = '\uFFFF';

    private readonly string _text;
    private readonly List<ScannedPart> _parts = [];
    private readonly List<(string Delimiter, bool IsStripped)> _documents = [];
    private int _at;
    private int _depth;
    private ScannedEnd? _end;

    private CommandScan(string text) => _text = text;

    /// <summary>Reads a text in which each char is one byte.</summary>
    public static CommandScan Of(string text)
    {
        var scan = new CommandScan(text);
        scan.ReadCommands(Nothing);
        return scan;
    }

    /// <summary>The stretches; where they overlap the later one is the inner one.</summary>
    public IReadOnlyList<ScannedPart> Parts => _parts;

    /// <summary>What stands at the end.</summary>
    public ScannedEnd End
    {
        get
        {
            ScannedEnd end = _end ?? new ScannedEnd { WordStart = _text.Length, Role = ScannedKind.Command };
            if (_quoteAtEnd is { } quote) end = end with { Quote = quote.Quote, QuoteStart = quote.Start };
            return _variableAtEnd is { } variable ? end with { VariableStart = variable.Start, IsBraced = variable.IsBraced } : end;
        }
    }

    private bool AtEnd => _at >= _text.Length;

    private char Here => _at < _text.Length ? _text[_at] : '\0';

    private char Next => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    private void Add(int start, int end, ScannedKind kind) => _parts.Add(new ScannedPart(start, Math.Min(end, _text.Length), kind));

    private void Stop(ScannedEnd end) => _end ??= end;

    // Up to the closing character, which is left, or the end.
    private void ReadCommands(char closer)
    {
        if (++_depth > GreatestDepth)
        {
            _at = _text.Length;
            Stop(new ScannedEnd { WordStart = _at, Role = ScannedKind.Comment });
        }
        var state = new CommandState();
        while (true)
        {
            SkipBlanks();
            if (AtEnd)
            {
                Stop(new ScannedEnd { WordStart = _at, Role = state.Role, Words = state.Words, CommandStart = state.Start });
                break;
            }
            if (Here == closer && !state.IsPattern) break;
            if (Here == '#') ReadComment();
            else if (Here is '<' or '>' && Next == '(') ReadWordIn(state, closer);
            else if (Here is '<' or '>' || (Here == '&' && Next == '>')) ReadRedirection(state);
            else if (Here is ';' or '&' or '|' or '(' or ')' or '\n') ReadOperator(state);
            else ReadWordIn(state, closer);
            if (_end is not null) break;
        }
        _depth--;
    }

    private void SkipBlanks()
    {
        while (Here is ' ' or '\t' || (Here == '\\' && Next == '\n')) _at += Here == '\\' ? 2 : 1;
    }

    private void ReadComment()
    {
        int start = _at;
        int end = _text.IndexOf('\n', _at);
        _at = end < 0 ? _text.Length : end;
        Add(start, _at, ScannedKind.Comment);
        if (end < 0) Stop(new ScannedEnd { WordStart = start, Role = ScannedKind.Comment });
    }

    private void ReadOperator(CommandState state)
    {
        int start = _at;
        char c = _text[_at++];
        if (c == '\n')
        {
            state.EndCommand();
            ReadDocuments();
            return;
        }
        if (c == '(' && state.ExpectsCommand && Here == '(')
        {
            ReadArithmetic(start);
            state.Close();
            return;
        }
        if (c == '(' && state.ExpectsCommand && !state.IsPattern)
        {
            Add(start, _at, ScannedKind.Operator);
            ReadCommands(')');
            if (_end is not null) return;
            Add(_at, ++_at, ScannedKind.Operator);
            state.Close();
            return;
        }
        bool endsItem = c == ';' && Here is ';' or '&';
        while (c is ';' or '&' or '|' && Here is ';' or '&' or '|') _at++;
        Add(start, _at, ScannedKind.Operator);
        if (c == '(' && !state.IsPattern)
        {
            // The parentheses of a function.
            SkipBlanks();
            if (Here == ')') Add(_at, ++_at, ScannedKind.Operator);
        }
        state.EndCommand();
        if (c == ')') state.EndPattern();
        else if (endsItem) state.BeginPattern();
    }

    private void ReadRedirection(CommandState state)
    {
        int start = _at;
        bool isDocument = _text.AsSpan(_at).StartsWith("<<") && !_text.AsSpan(_at).StartsWith("<<<");
        while (Here is '<' or '>' or '&' || (Here == '|' && _at > start && _text[_at - 1] == '>')) _at++;
        bool isStripped = isDocument && Here == '-';
        if (isStripped || (Here == '-' && _text[_at - 1] == '&')) _at++;
        Add(start, _at, ScannedKind.Operator);
        if (_text[_at - 1] == '-' && !isStripped) return;
        SkipBlanks();
        int word = _at;
        if (AtEnd)
        {
            Stop(new ScannedEnd { WordStart = _at, Role = ScannedKind.Target, Words = state.Words, CommandStart = state.Start });
            return;
        }
        ReadWord(Nothing);
        StopInWord(word, isDocument ? ScannedKind.Document : ScannedKind.Target, state);
        Add(word, _at, ScannedKind.Target);
        if (isDocument) _documents.Add((Unquote(_text[word.._at]), isStripped));
    }

    private void ReadWordIn(CommandState state, char closer)
    {
        int start = _at, part = _parts.Count;
        bool isProgram = state.ExpectsCommand && !state.IsPattern;
        int assigned = isProgram || state.TakesAssignments ? AssignmentLength() : 0;
        if (assigned > 0)
        {
            Add(start, start + assigned, ScannedKind.Assignment);
            _at += assigned;
            if (Here == '(')
            {
                Add(_at, ++_at, ScannedKind.Operator);
                ReadElements();
                if (_end is null) Add(_at, ++_at, ScannedKind.Operator);
                return;
            }
            ReadWord(closer);
            StopInWord(start, ScannedKind.Assignment, state);
            return;
        }
        ReadWord(closer);
        // Nothing that can be a word: it is passed over, whatever it is.
        if (_at == start) _at++;
        string word = _text[start.._at];
        StopInWord(start, state.Role, state);
        if (Here is '<' or '>' && word.All(char.IsAsciiDigit))
        {
            Add(start, _at, ScannedKind.Operator);
            return;
        }
        _parts.Insert(part, new ScannedPart(start, _at, state.Take(word, start)));
    }

    private void ReadElements()
    {
        var state = new CommandState { IsArray = true };
        while (true)
        {
            while (Here is ' ' or '\t' or '\n') _at++;
            if (AtEnd) Stop(new ScannedEnd { WordStart = _at, Role = ScannedKind.Argument });
            if (_end is not null || Here == ')') return;
            ReadWordIn(state, ')');
            if (Here is ';' or '&' or '|' or '<' or '>' or '(') _at++;
        }
    }

    // name=, name+=, name[…]= at this place; 0 when there is none.
    private int AssignmentLength()
    {
        int at = _at;
        while (at < _text.Length && (char.IsAsciiLetterOrDigit(_text[at]) || _text[at] == '_')) at++;
        if (at == _at || char.IsAsciiDigit(_text[_at])) return 0;
        if (at < _text.Length && _text[at] == '[' && _text.IndexOf(']', at) is > 0 and var close && _text.AsSpan(at, close - at).IndexOfAny(" \t\n") < 0) at = close + 1;
        if (at < _text.Length && _text[at] == '+') at++;
        return at < _text.Length && _text[at] == '=' ? at + 1 - _at : 0;
    }

    private void StopInWord(int start, ScannedKind role, CommandState state)
    {
        if (AtEnd) Stop(new ScannedEnd { WordStart = start, Role = role, Words = state.Words, CommandStart = state.Start });
    }

    private void ReadDocuments()
    {
        foreach ((string delimiter, bool isStripped) in _documents)
        {
            int start = _at;
            while (!AtEnd)
            {
                int end = _text.IndexOf('\n', _at);
                string line = _text[_at..(end < 0 ? _text.Length : end)];
                _at = end < 0 ? _text.Length : end + 1;
                if ((isStripped ? line.TrimStart('\t') : line) == delimiter && end >= 0) break;
                if (end < 0) Stop(new ScannedEnd { WordStart = _at, Role = ScannedKind.Document });
            }
            if (AtEnd) Stop(new ScannedEnd { WordStart = _at, Role = _end is null && _at > start && _text[.._at].EndsWith("\n" + delimiter + "\n", StringComparison.Ordinal) ? ScannedKind.Command : ScannedKind.Document });
            Add(start, _at, ScannedKind.Document);
        }
        _documents.Clear();
    }
}
