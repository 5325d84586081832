using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Lexing;

/// <summary>Cuts the text into tokens, one at a time and only when the grammar asks: an alias, a here-document or the options may change what follows.</summary>
internal sealed class TokenReader(ParseContext context)
{
    private readonly SourceCursor _cursor = context.Cursor;
    private readonly int _start = context.Cursor.Position;
    private Token _token;

    /// <summary>Whether a word of the form <c>name=value</c> is an assignment here.</summary>
    public bool TakesAssignments { get; set; } = true;

    /// <summary>Whether <c>name=( … )</c> is a word here, though no assignment.</summary>
    public bool TakesElements { get; set; }

    /// <summary>Whether the tokens are those of <c>[[ ]]</c>, where no number belongs to a redirection.</summary>
    public bool IsConditional { get; set; }

    /// <summary>The end of the last token that was consumed.</summary>
    public int LastEnd { get; private set; }

    /// <summary>The here-documents whose bodies start after the next newline.</summary>
    public List<HereDocument> HereDocuments { get; set; } = [];

    public ref Token Peek()
    {
        if (_token.Kind == TokenKind.None) Read();
        return ref _token;
    }

    /// <summary>Consumes the token that was looked at.</summary>
    public void Consume()
    {
        if (_token.Kind != TokenKind.End) LastEnd = _token.End;
        _token.Kind = TokenKind.None;
    }

    /// <summary>Puts the value of an alias in place of the token.</summary>
    public void Replace(string name, string value)
    {
        context.Words.Forget();
        _cursor.Replace(_token.Mark, _token.Position.Column, name, value);
        _token.Kind = TokenKind.None;
    }

    /// <summary>Goes back to the start of the token, to read it in another way.</summary>
    public void Unread()
    {
        if (_token.Kind == TokenKind.None) return;
        _cursor.Return(_token.Mark);
        _token.Kind = TokenKind.None;
    }

    /// <summary>Takes note of what was read without tokens.</summary>
    public void ReadUpToHere() => LastEnd = _cursor.Position;

    public void SkipBlanks()
    {
        while (CharacterClass.IsBlank(_cursor.Peek())) _cursor.Advance();
    }

    private void Read()
    {
        SkipBlanks();
        int c = _cursor.Peek();
        if (c == '#')
        {
            _cursor.SkipComment();
            c = _cursor.PeekRaw();
        }
        _token.Position = _cursor.Here();
        _token.Mark = _cursor.Mark();
        _token.Word = null;
        _token.Assignment = null;
        _token.Text = null;
        _token.Kind = Classify(c);
        _token.End = _cursor.Position;
        if (_token.Kind == TokenKind.NewLine && HereDocuments.Count + context.Pending.Count > 0) ReadHereDocuments();
    }

    private TokenKind Classify(int c)
    {
        switch (c)
        {
            case -1:
                return TokenKind.End;
            case '\n':
                _cursor.Advance();
                return TokenKind.NewLine;
            case '(':
                _cursor.Advance();
                return TokenKind.OpenParen;
            case ')':
                _cursor.Advance();
                return TokenKind.CloseParen;
            case ';':
                _cursor.Advance();
                if (Take('&')) return TokenKind.SemiAmp;
                if (!Take(';')) return TokenKind.Semi;
                return Take('&') ? TokenKind.DoubleSemiAmp : TokenKind.DoubleSemi;
            case '&':
                _cursor.Advance();
                if (Take('&')) return TokenKind.AndIf;
                if (context.Options.Posix || !Take('>')) return TokenKind.Amp;
                return Take('>') ? TokenKind.AmpDoubleGreat : TokenKind.AmpGreat;
            case '|':
                _cursor.Advance();
                if (Take('|')) return TokenKind.OrIf;
                return !context.Options.Posix && Take('&') ? TokenKind.PipeAmp : TokenKind.Pipe;
            case '<' or '>' when !StartsProcessSubstitution():
                _cursor.Advance();
                return c == '<' ? Less() : Great();
            default:
                return Word();
        }
    }

    private TokenKind Less()
    {
        if (Take('&')) return TokenKind.LessAmp;
        if (Take('>')) return TokenKind.LessGreat;
        if (!Take('<')) return TokenKind.Less;
        if (Take('-')) return TokenKind.DoubleLessDash;
        return !context.Options.Posix && Take('<') ? TokenKind.TripleLess : TokenKind.DoubleLess;
    }

    private TokenKind Great() => Take('&') ? TokenKind.GreatAmp : Take('>') ? TokenKind.DoubleGreat : Take('|') ? TokenKind.Clobber : TokenKind.Great;

    private TokenKind Word()
    {
        if (TakesAssignments && !IsConditional && context.Words.TryReadAssignment(out Assignment? assignment, out Word? whole))
        {
            _token.Assignment = assignment;
            _token.Word = whole;
            return TokenKind.Assignment;
        }
        Word word = (TakesElements && !context.Options.Posix ? context.Words.TryReadElementsAsWord() : null) ?? context.Words.Read(WordEnd.Token);
        _token.Word = word;
        if (word.UnquotedText is not { } text || IsConditional) return TokenKind.Word;
        if (CharacterClass.IsDigit(text[0]))
        {
            if (_cursor.Peek() is not ('<' or '>') || !CharacterClass.IsNumber(text)) return TokenKind.Word;
            _token.Text = text;
            return TokenKind.IoNumber;
        }
        if (text[0] != '{' || context.Options.Posix || text.Length < 3 || text[^1] != '}' || _cursor.Peek() is not ('<' or '>')
            || !IsVariable(text.AsSpan(1, text.Length - 2))) return TokenKind.Word;
        _token.Text = text[1..^1];
        return TokenKind.IoVariable;
    }

    // A name, or an element such as COPROC[1].
    private static bool IsVariable(ReadOnlySpan<char> text) =>
        CharacterClass.IsName(text) || (text[^1] == ']' && text.IndexOf('[') is > 0 and var bracket && bracket < text.Length - 2 && CharacterClass.IsName(text[..bracket]));

    private bool StartsProcessSubstitution() => !context.Options.Posix && _cursor.At(_cursor.Position + 1) == '(';

    private bool Take(char wanted)
    {
        if (_cursor.Peek() != wanted) return false;
        _cursor.Advance();
        return true;
    }

    private void ReadHereDocuments()
    {
        HereDocument[] documents = [.. HereDocuments, .. context.Pending];
        if (context.Pending.Exists(document => document.Target.Start < _start)) _cursor.Source.IsEntangled = true;
        HereDocuments.Clear();
        context.Pending.Clear();
        foreach (HereDocument document in documents)
        {
            document.Order = ++_cursor.Source.OrderedDocuments;
            new HereDocumentReader(context).Read(document);
        }
    }
}
