using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Lexing;

/// <summary><c>name=value</c> and its forms for arrays.</summary>
internal sealed partial class WordReader
{
    /// <summary>How far the end of a subscript is looked for: a word such as <c>x[</c> is an ordinary one.</summary>
    private const int LongestSubscript = 4096;

    /// <summary>Reads an assignment, if one starts here.</summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="whole">It as a word, for arguments of <c>export</c> and the like.</param>
    public bool TryReadAssignment([NotNullWhen(true)] out Assignment? assignment, [NotNullWhen(true)] out Word? whole)
    {
        assignment = null;
        whole = null;
        if (!CharacterClass.IsNameStart(_cursor.Peek())) return false;
        SourcePosition position = _cursor.Here();
        CursorMark before = _cursor.Mark();
        string name = TakeName();
        ArithmeticText? subscript = null;
        if (_cursor.Peek() == '[' && !context.Options.Posix && FindSubscriptEnd())
        {
            _cursor.Advance();
            subscript = ReadArithmetic(WordEnd.Bracket, quoted: false);
            _cursor.Advance();
        }
        bool isAppend = !context.Options.Posix && TakeIf('+');
        if (subscript is not null) TakeEquals();
        else if (!TakeIf('='))
        {
            _cursor.Return(before);
            return false;
        }
        int equals = _cursor.Position;
        if (_cursor.Peek() == '(' && !context.Options.Posix)
        {
            // To an element none can be assigned, which is told when it is carried out.
            ImmutableArray<ArrayElement> elements = ReadElements();
            assignment = new Assignment(_cursor.Source, position, _cursor.Position, name, subscript, isAppend, null, elements);
            whole = new Word(_cursor.Source, position, _cursor.Position,
                [new LiteralPart(position.Offset, _cursor.Position, _cursor.Slice(position.Offset, _cursor.Position))], assignment: assignment);
            return true;
        }
        Word value = ReadValue();
        assignment = new Assignment(_cursor.Source, position, value.End, name, subscript, isAppend, value, null);
        LiteralPart head = new(position.Offset, equals, subscript is null ? name + (isAppend ? "+=" : "=") : _cursor.Slice(position.Offset, equals));
        whole = new Word(_cursor.Source, position, value.End, value.Parts is [LiteralPart only]
            ? [new LiteralPart(position.Offset, value.End, head.Text + only.Text)] : [head, .. value.Parts], value.MayHaveBraces, assignment);
        return true;
    }

    /// <summary>Reads <c>name=( … )</c> as one word of <c>eval</c> or <c>let</c>, in which each element is expanded; null when nothing of that form starts here.</summary>
    public Word? TryReadElementsAsWord()
    {
        int i = _cursor.Position;
        while (CharacterClass.IsName(_cursor.At(i))) i++;
        if (_cursor.At(i) == '+') i++;
        if (_cursor.At(i) != '=' || _cursor.At(i + 1) != '(' || !TryReadAssignment(out Assignment? assignment, out Word? whole)) return null;
        ImmutableArray<WordPart>.Builder parts = ImmutableArray.CreateBuilder<WordPart>();
        void Add(string text) => parts.Add(new QuotedPart(whole.Start, whole.End, text, QuoteKind.Single));
        Add(_cursor.Slice(whole.Start, i + 2));
        foreach (ArrayElement element in assignment.Elements!)
        {
            if (parts.Count > 1) Add(" ");
            if (element.Subscript is { } subscript)
            {
                Add("[");
                parts.AddRange(subscript.Word.Parts);
                Add(element.IsAppend ? "]+=" : "]=");
            }
            // No pattern: the names of files are looked for when the text is evaluated.
            foreach (WordPart part in element.Value.Parts) parts.Add(part is LiteralPart literal ? new QuotedPart(part.Start, part.End, literal.Text, QuoteKind.Single) : part);
        }
        Add(")");
        return new Word(_cursor.Source, whole.Position, whole.End, parts.DrainToImmutable());
    }

    /// <summary>The value of an assignment: a tilde may start it and follow each colon.</summary>
    private Word ReadValue() => Read(WordEnd.Token, inAssignment: true);

    /// <summary>Whether a bracket closes before the line does, and <c>=</c> or <c>+=</c> follows.</summary>
    private bool FindSubscriptEnd()
    {
        int depth = 0;
        for (int i = _cursor.Position; i < _cursor.Position + LongestSubscript; i++)
        {
            switch (_cursor.At(i))
            {
                case -1 or '\n':
                    return false;
                case '\\':
                    i++;
                    break;
                case '\'' or '"':
                    int quote = _cursor.At(i), end = i + 1;
                    while (_cursor.At(end) is var c && c != quote && c is not (-1 or '\n') && end < _cursor.Position + LongestSubscript) end++;
                    i = end;
                    break;
                case '[':
                    depth++;
                    break;
                case ']' when --depth == 0:
                    return _cursor.At(i + 1) == '=' || (_cursor.At(i + 1) == '+' && _cursor.At(i + 2) == '=');
            }
        }
        return false;
    }

    private ImmutableArray<ArrayElement> ReadElements()
    {
        ImmutableArray<ArrayElement>.Builder elements = ImmutableArray.CreateBuilder<ArrayElement>();
        _cursor.Advance();
        context.Enter(OpenConstruct.Array);
        while (true)
        {
            int c = _cursor.Peek();
            if (c < 0) context.FailAtEnd("')'");
            if (c == ')') break;
            if (c is ' ' or '\t' or '\n') _cursor.Advance();
            else if (c == '#') _cursor.SkipComment();
            else if (c is ';' or '&' or '|' or '(' || (c is '<' or '>' && _cursor.At(_cursor.Position + 1) != '('))
                ParseContext.Fail(_cursor.Here(), $"'{(char)c}'", "a word or ')'");
            else elements.Add(ReadElement(c));
        }
        _cursor.Advance();
        context.Leave();
        return elements.DrainToImmutable();
    }

    private ArrayElement ReadElement(int c)
    {
        if (c != '[' || !FindSubscriptEnd()) return new ArrayElement(null, false, Read(WordEnd.Token));
        _cursor.Advance();
        ArithmeticText subscript = ReadArithmetic(WordEnd.Bracket, quoted: false);
        _cursor.Advance();
        bool isAppend = TakeIf('+');
        TakeEquals();
        return new ArrayElement(subscript, isAppend, ReadValue());
    }

    private void TakeEquals()
    {
        int c = _cursor.Peek();
        if (c < 0) context.FailAtEnd("'='");
        if (!TakeIf('=')) ParseContext.Fail(_cursor.Here(), $"'{(char)c}'", "'='");
    }
}
