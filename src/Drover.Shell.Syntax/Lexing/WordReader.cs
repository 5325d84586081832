using System.Collections.Immutable;
using Drover.Shell.Syntax.Arithmetic;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Lexing;

/// <summary>Reads words with all that is nested in them.</summary>
/// <remarks>
/// Scheme: one loop reads text up to what ends the word (<see cref="WordEnd"/>); text gathers on one stack for all nested words and becomes a part when another kind of part
/// begins. "Quoted" means as in double quotes: of a backslash and <c>$ ` "</c> only.
/// </remarks>
internal sealed partial class WordReader(ParseContext context)
{
    private readonly SourceCursor _cursor = context.Cursor;
    private readonly TextStack _text = new();
    private readonly List<WordPart> _parts = [];
    private readonly ParenthesisScan _parentheses = new(context.Cursor);
    private bool _hasBraces;

    // Whether what is read stands between double quotes, of which here-documents and arithmetic have none though they are read alike.
    private bool _inDoubleQuotes;

    // Whether the word that is read is the value of an assignment, in whose operands tildes follow colons too.
    private bool _inAssignment;

    /// <summary>Forgets what was found out about text ahead, because an alias moves it.</summary>
    public void Forget() => _parentheses.Forget();

    /// <summary>Forgets what a failed parse left.</summary>
    public void Reset()
    {
        Forget();
        _text.Take(0);
        _parts.Clear();
        _hasBraces = false;
        _inDoubleQuotes = false;
        _inAssignment = false;
    }

    public Word Read(WordEnd end, bool quoted = false, bool inAssignment = false, bool extended = false)
    {
        SourcePosition position = _cursor.Here();
        bool outer = _hasBraces;
        _hasBraces = false;
        (bool outerAssignment, _inAssignment) = (_inAssignment, inAssignment);
        ImmutableArray<WordPart> parts = ReadParts(end, quoted, inAssignment, extended || context.Options.ExtendedPatterns);
        Word word = new(_cursor.Source, position, _cursor.Position, parts, _hasBraces && end == WordEnd.Token && !context.Options.Posix);
        _hasBraces = outer;
        _inAssignment = outerAssignment;
        return word;
    }

    /// <summary>Reads an expression up to its end, and parses it if it can be parsed before its expansions.</summary>
    public ArithmeticText ReadArithmetic(WordEnd end, bool quoted)
    {
        (bool outer, _inDoubleQuotes) = (_inDoubleQuotes, false);
        Word word = Read(end, quoted);
        _inDoubleQuotes = outer;
        return new ArithmeticText(word, ArithmeticParser.TryParse(word));
    }

    private ImmutableArray<WordPart> ReadParts(WordEnd end, bool quoted, bool inAssignment, bool extended)
    {
        int firstPart = _parts.Count, mark = _text.Length, textStart = _cursor.Position, depth = 0, alternatives = 0;
        // What bash adds in the operand of "${x-…}": '…' keeps its quotes but hides a brace, $'…' and $"…" are what they are elsewhere.
        bool hasQuotes = quoted && end == WordEnd.Brace && _inDoubleQuotes && !context.Options.Posix, hidesBraces = false;
        bool mayBeTilde = !quoted && end is WordEnd.Token or WordEnd.Brace;
        bool isName = end == WordEnd.Token && !inAssignment && !context.Options.Posix;
        while (true)
        {
            int c = _cursor.Peek();
            if (_text.Length == mark) textStart = _cursor.Position;
            if (c < 0)
            {
                if (alternatives == 0 && end is WordEnd.Token or WordEnd.Regex or WordEnd.Text) break;
                context.FailAtEnd(alternatives > 0 ? "')'" : Expected(end));
            }
            if (alternatives == 0)
            {
                if (Ends(end, c, depth) && !hidesBraces && !(c is '<' or '>' && StartsProcessSubstitution(end))) break;
            }
            else if (c is '(' or ')')
            {
                // Inside the parentheses of an extended pattern blanks and operators are text.
                alternatives += c == '(' ? 1 : -1;
            }
            bool tilde = mayBeTilde;
            mayBeTilde = false;
            switch (c)
            {
                case '\\':
                    Flush(mark, textStart, quoted);
                    ReadBackslash(end, quoted, mark);
                    continue;
                case '\'' when !quoted:
                    Flush(mark, textStart, quoted);
                    ReadSingleQuoted();
                    continue;
                case '"' when end != WordEnd.Text && !(quoted && end is WordEnd.Paren or WordEnd.Semicolon && context.Options.Posix):
                    Flush(mark, textStart, quoted);
                    ReadDoubleQuoted(_cursor.Position);
                    continue;
                case '`':
                    Flush(mark, textStart, quoted);
                    ReadBackquoted(quoted);
                    continue;
                case '$':
                    ReadDollar(quoted, mark, textStart, takesQuotes: !quoted || (hasQuotes && !hidesBraces));
                    continue;
                case '<' or '>' when StartsProcessSubstitution(end):
                    Flush(mark, textStart, quoted);
                    ReadProcessSubstitution();
                    continue;
                case '~' when tilde:
                    Flush(mark, textStart, quoted);
                    ReadTilde(end, inAssignment, mark);
                    continue;
                case '\'' when hasQuotes:
                    hidesBraces = !hidesBraces && HasPartner();
                    break;
                case '{' when end == WordEnd.Token:
                    _hasBraces = true;
                    break;
                case '(' or '[':
                    if ((c == '(') == (end != WordEnd.Bracket)) depth++;
                    break;
                case ')' or ']':
                    if (depth > 0 && (c == ')') == (end != WordEnd.Bracket)) depth--;
                    break;
                case '?' when end == WordEnd.Colon:
                    depth++;
                    break;
                case ':' when end == WordEnd.Colon:
                    depth--;
                    break;
                case ':' when inAssignment:
                    mayBeTilde = true;
                    break;
                case '=' when isName && _parts.Count == firstPart && _text.Length > mark:
                    // bash reads any word of the form name=value so; POSIX assignments alone.
                    mayBeTilde = inAssignment = true;
                    isName = false;
                    break;
            }
            if (isName && !CharacterClass.IsName(c)) isName = false;
            _text.Add(c);
            _cursor.Advance();
            if (!extended || end != WordEnd.Token || c is not ('?' or '*' or '+' or '@' or '!') || _cursor.Peek() != '(') continue;
            _text.Add('(');
            _cursor.Advance();
            alternatives++;
        }
        Flush(mark, textStart, quoted);
        return Take(firstPart);
    }

    private static bool Ends(WordEnd end, int c, int depth) => end switch
    {
        WordEnd.Token => c is ' ' or '\t' or '\n' or ';' or '&' or '|' or '(' or ')' || (c is '<' or '>'),
        WordEnd.Regex => depth == 0 && c is ' ' or '\t' or '\n' or ';' or '&' or ')',
        WordEnd.Quote => c == '"',
        WordEnd.Brace => c == '}',
        WordEnd.Slash => c is '/' or '}',
        WordEnd.Colon => c == '}' || (c == ':' && depth <= 0),
        WordEnd.Paren => c == ')' && depth == 0,
        WordEnd.Semicolon => depth == 0 && c is ')' or ';',
        WordEnd.Bracket => c == ']' && depth == 0,
        _ => false,
    };

    // Whether a single quote is closed on its line, and before a double quote: else it is an apostrophe, as POSIX has it.
    private bool HasPartner()
    {
        for (int at = _cursor.Position + 1; ; at++)
        {
            int c = _cursor.At(at);
            if (c == '\'') return true;
            if (c is < 0 or '\n' or '"') return false;
        }
    }

    private bool StartsProcessSubstitution(WordEnd end) => end == WordEnd.Token && !context.Options.Posix && _cursor.At(_cursor.Position + 1) == '(';

    private static string Expected(WordEnd end) => end switch
    {
        WordEnd.Quote => "'\"'",
        WordEnd.Brace or WordEnd.Slash or WordEnd.Colon => "'}'",
        WordEnd.Bracket => "']'",
        WordEnd.Paren => "'))'",
        _ => "';'",
    };

    private void Flush(int mark, int start, bool quoted) => Flush(mark, start, quoted, _cursor.Position);

    private void Flush(int mark, int start, bool quoted, int end)
    {
        if (_text.Length == mark) return;
        string text = _text.Take(mark);
        _parts.Add(quoted ? new QuotedPart(start, end, text, QuoteKind.Double) : new LiteralPart(start, end, text));
    }

    private ImmutableArray<WordPart> Take(int first)
    {
        int count = _parts.Count - first;
        if (count == 0) return [];
        if (count == 1)
        {
            WordPart only = _parts[first];
            _parts.RemoveAt(first);
            return [only];
        }
        WordPart[] taken = new WordPart[count];
        _parts.CopyTo(first, taken, 0, count);
        _parts.RemoveRange(first, count);
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(taken);
    }

    private void ReadBackslash(WordEnd end, bool quoted, int mark)
    {
        int start = _cursor.Position;
        _cursor.Advance();
        int c = _cursor.PeekRaw();
        if (c < 0)
        {
            if (context.Options.MayContinue && !context.IsNested) context.FailAtEnd("a char after '\\'", OpenConstruct.Continuation);
            _parts.Add(new QuotedPart(start, _cursor.Position, "\\", quoted ? QuoteKind.Double : QuoteKind.Backslash));
            return;
        }
        bool escapes = !quoted || c is '$' or '`' or '\\' || (c == '"' && end is not WordEnd.Text) || (c == '}' && end is WordEnd.Brace or WordEnd.Slash or WordEnd.Colon);
        if (!escapes)
        {
            // The backslash stands for itself, and the char is looked at again.
            _text.Add('\\');
            Flush(mark, start, quoted);
            return;
        }
        _cursor.Advance();
        _parts.Add(new QuotedPart(start, _cursor.Position, ((char)c).ToString(), QuoteKind.Backslash));
    }

    private void ReadSingleQuoted()
    {
        int start = _cursor.Position;
        int mark = _text.Length;
        _cursor.Advance();
        context.Enter(OpenConstruct.SingleQuote);
        while (true)
        {
            int c = _cursor.PeekRaw();
            if (c < 0) context.FailAtEnd("\"'\"");
            _cursor.Advance();
            if (c == '\'') break;
            _text.Add(c);
        }
        context.Leave();
        _parts.Add(new QuotedPart(start, _cursor.Position, _text.Take(mark), QuoteKind.Single));
    }

    private void ReadDoubleQuoted(int start)
    {
        _cursor.Advance();
        context.Enter(OpenConstruct.DoubleQuote);
        (bool outer, _inDoubleQuotes) = (_inDoubleQuotes, true);
        ImmutableArray<WordPart> parts = ReadParts(WordEnd.Quote, quoted: true, inAssignment: false, extended: false);
        _inDoubleQuotes = outer;
        _cursor.Advance();
        context.Leave();
        _parts.Add(new DoubleQuotedPart(start, _cursor.Position, parts));
    }

    private void ReadTilde(WordEnd end, bool inAssignment, int mark)
    {
        int start = _cursor.Position;
        _cursor.Advance();
        while (_cursor.Peek() is var c && (CharacterClass.IsName(c) || c is '-' or '+' or '.'))
        {
            _text.Add(c);
            _cursor.Advance();
        }
        int next = _cursor.Peek();
        string name = _text.Take(mark);
        if (next is -1 or '/' || (next == ':' && inAssignment) || Ends(end, next, 0))
        {
            _parts.Add(new TildePart(start, _cursor.Position, name));
            return;
        }
        _text.Add('~');
        _text.Add(name);
        Flush(mark, start, quoted: false);
    }
}
