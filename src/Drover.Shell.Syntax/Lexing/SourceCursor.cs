using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Lexing;

/// <summary>Walks over the text of one command, fetching lines as they are needed.</summary>
/// <remarks>
/// Constraints: a line is asked for only when its first char is needed (interactive prompts, <c>set -v</c>, a script that reads its own standard input); an alias may hold
/// half a construct; everything is linear in the text.
/// Scheme: the buffer holds the text of the command so far, aliases replaced. It is filled from a stack of frames in small chunks, so that replacing a word by an alias
/// moves at most a chunk: what is behind the word becomes a frame again, the alias a frame above it. Backslash-newline is skipped by <see cref="Peek"/>.
/// </remarks>
internal sealed class SourceCursor(ISourceReader? reader, int line)
{
    private const int Chunk = 512;
    private readonly List<InputFrame> _frames = [];
    private readonly List<AliasSpan> _aliases = [];
    private char[] _buffer = new char[Chunk];
    private int _length;
    private bool _ended;

    /// <summary>The only line so far, if the buffer is exactly that.</summary>
    private string? _onlyLine;

    public int Position { get; private set; }

    public int Line { get; private set; } = line;

    public int LineStart { get; private set; }

    public int ColumnOffset { get; init; }

    public SourceText Source { get; private set; } = new();

    /// <summary>What wants more text, innermost last.</summary>
    public List<OpenConstruct> Open { get; init; } = [];

    /// <summary>Whether the last thing read was a backslash before a newline.</summary>
    public bool IsContinued { get; private set; }

    /// <summary>Set for text that has no reader.</summary>
    public void Push(string text)
    {
        _onlyLine = _length == 0 && _frames.Count == 0 ? text : null;
        _frames.Add(new InputFrame(text));
    }

    /// <summary>Drops what was consumed: a new command starts here.</summary>
    public void Begin()
    {
        int rest = _length - Position;
        if (rest > 0) Array.Copy(_buffer, Position, _buffer, 0, rest);
        if (rest > 0 || _frames.Count > 0) _onlyLine = null;
        if (_buffer.Length > 1 << 16 && rest < Chunk) Array.Resize(ref _buffer, Chunk);
        for (int i = _aliases.Count - 1; i >= 0; i--)
        {
            AliasSpan alias = _aliases[i];
            if (alias.End <= Position)
            {
                _aliases.RemoveAt(i);
                continue;
            }
            alias.Start -= Position;
            alias.End -= Position;
            _aliases[i] = alias;
        }
        LineStart -= Position;
        _length = rest;
        Position = 0;
        IsContinued = false;
        Source = new SourceText();
    }

    /// <summary>Gives the tree its text.</summary>
    public void Finish() => Source.Text = _onlyLine is { } line && line.Length == Position ? line : new string(_buffer, 0, Position);

    /// <summary>Throws away what is left of the lines read so far.</summary>
    public void Discard()
    {
        while (Position < _length) Advance();
        _frames.Clear();
        _aliases.Clear();
    }

    /// <summary>The next char, or -1 at the end; moves behind backslash-newline.</summary>
    public int Peek()
    {
        while (true)
        {
            if (Position >= _length && !Fill()) return -1;
            char c = _buffer[Position];
            if (c != '\\')
            {
                IsContinued = false;
                return c;
            }
            if (At(Position + 1) != '\n') return c;
            Position++;
            Advance();
            IsContinued = true;
        }
    }

    /// <summary>The next char as it is, or -1 at the end.</summary>
    public int PeekRaw() => Position < _length || Fill() ? _buffer[Position] : -1;

    /// <summary>The char at an offset as it is, or -1 at the end.</summary>
    public int At(int offset)
    {
        while (offset >= _length)
            if (!Fill()) return -1;
        return _buffer[offset];
    }

    /// <summary>Moves behind the next char.</summary>
    public void Advance()
    {
        if (_buffer[Position++] != '\n') return;
        foreach (AliasSpan alias in _aliases)
            if (Position > alias.Start && Position <= alias.End) return;
        Line++;
        LineStart = Position;
    }

    /// <summary>The rest of the current line without its newline, consumed; null at the end of the text.</summary>
    public string? TakeLine()
    {
        int start = Position;
        while (true)
        {
            int found = _buffer.AsSpan(Position, _length - Position).IndexOf('\n');
            if (found >= 0)
            {
                Position += found;
                string taken = new(_buffer, start, Position - start);
                Advance();
                return taken;
            }
            Position = _length;
            if (!Fill()) return Position == start ? null : new string(_buffer, start, Position - start);
        }
    }

    /// <summary>Moves to the newline that ends a comment.</summary>
    public void SkipComment()
    {
        while (true)
        {
            int found = _buffer.AsSpan(Position, _length - Position).IndexOf('\n');
            if (found >= 0)
            {
                Position += found;
                return;
            }
            Position = _length;
            if (!Fill()) return;
        }
    }

    public string Slice(int start, int end) => new(_buffer, start, end - start);

    public CursorMark Mark() => new(Position, Line, LineStart);

    public void Return(CursorMark mark)
    {
        Position = mark.Position;
        Line = mark.Line;
        LineStart = mark.LineStart;
    }

    public SourcePosition Here()
    {
        int column = Position - LineStart + 1 + ColumnOffset;
        foreach (AliasSpan alias in _aliases)
        {
            if (Position < alias.Start || Position >= alias.End) continue;
            column = alias.Column;
            break;
        }
        return new SourcePosition(Position, Line, column);
    }

    public bool IsInAlias(string name, int offset)
    {
        foreach (AliasSpan alias in _aliases)
            if (offset >= alias.Start && offset < alias.End && alias.Name == name) return true;
        return false;
    }

    /// <summary>Whether an alias that ends in a blank lies between two tokens.</summary>
    public bool IsAfterBlankOfAlias(int previousEnd, int start)
    {
        foreach (AliasSpan alias in _aliases)
            if (alias.EndsInBlank && alias.End > previousEnd && alias.End <= start && alias.Start <= previousEnd) return true;
        return false;
    }

    /// <summary>Puts the value of an alias in place of the word between a mark and the position, and returns to the mark.</summary>
    public void Replace(CursorMark word, int column, string name, string value)
    {
        int start = word.Position, end = Position;
        if (_length > end) _frames.Add(new InputFrame(new string(_buffer, end, _length - end)));
        _frames.Add(new InputFrame(value));
        _length = start;
        _onlyLine = null;
        Return(word);
        int growth = value.AsSpan().Count('\0') is var nuls ? value.Length - nuls - (end - start) : 0;
        LineStart += growth;
        for (int i = _aliases.Count - 1; i >= 0; i--)
        {
            AliasSpan alias = _aliases[i];
            // One that ends before the word can matter no more, unless it is its blank that makes the words here subject to replacement.
            if (alias.End <= start)
            {
                if (!alias.EndsInBlank) _aliases.RemoveAt(i);
            }
            else
            {
                alias.End += growth;
                _aliases[i] = alias;
            }
        }
        _aliases.Add(new AliasSpan(name, start, end + growth, column, value.Length > 0 && value[^1] is ' ' or '\t'));
    }

    private bool Fill()
    {
        while (true)
        {
            if (_frames.Count == 0)
            {
                if (_ended || reader is null) return false;
                string? next = reader.ReadLine(Open.Count > 0 ? Open[^1] : IsContinued ? OpenConstruct.Continuation : OpenConstruct.None);
                if (next is null)
                {
                    _ended = true;
                    return false;
                }
                Push(next);
            }
            int top = _frames.Count - 1;
            InputFrame frame = _frames[top];
            int count = Math.Min(Chunk, frame.Text.Length - frame.Taken);
            if (_length + count > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
            int added = 0;
            foreach (char c in frame.Text.AsSpan(frame.Taken, count))
                if (c != '\0') _buffer[_length + added++] = c;
            _length += added;
            if (added < count) _onlyLine = null;
            frame.Taken += count;
            if (frame.Taken == frame.Text.Length) _frames.RemoveAt(top);
            else _frames[top] = frame;
            if (added > 0) return true;
        }
    }
}
