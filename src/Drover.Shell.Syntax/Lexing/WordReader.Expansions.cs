using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Lexing;

/// <summary>What begins with a dollar, a backquote or a parenthesis.</summary>
internal sealed partial class WordReader
{
    private void ReadDollar(bool quoted, int mark, int textStart, bool takesQuotes)
    {
        int start = _cursor.Position;
        _cursor.Advance();
        int c = _cursor.Peek();
        if (c == '(')
        {
            Flush(mark, textStart, quoted, start);
            ReadParenthesis(start);
            return;
        }
        if (c == '{')
        {
            Flush(mark, textStart, quoted, start);
            _cursor.Advance();
            _parts.Add(ReadBraced(start, quoted));
            return;
        }
        if (c == '[' && !context.Options.Posix)
        {
            Flush(mark, textStart, quoted, start);
            _cursor.Advance();
            context.Enter(OpenConstruct.Arithmetic);
            ArithmeticText expression = ReadArithmetic(WordEnd.Bracket, quoted: true);
            context.Leave();
            _cursor.Advance();
            _parts.Add(new ArithmeticPart(start, _cursor.Position, expression));
            return;
        }
        if (c == '\'' && takesQuotes)
        {
            Flush(mark, textStart, quoted, start);
            _cursor.Advance();
            context.Enter(OpenConstruct.AnsiQuote);
            string text = AnsiQuote.Read(context, _text);
            context.Leave();
            _parts.Add(new QuotedPart(start, _cursor.Position, text, QuoteKind.AnsiC));
            return;
        }
        if (c == '"' && takesQuotes && !context.Options.Posix)
        {
            Flush(mark, textStart, quoted, start);
            ReadDoubleQuoted(start);
            return;
        }
        string? name = CharacterClass.IsDigit(c) || CharacterClass.IsSpecialParameter(c) ? TakeOne(c) : null;
        if (name is null && CharacterClass.IsNameStart(c))
        {
            Flush(mark, textStart, quoted, start);
            name = TakeName();
        }
        if (name is null)
        {
            if (_text.Length == mark) Flush(mark, start, quoted, start);
            _text.Add('$');
            return;
        }
        Flush(mark, textStart, quoted, start);
        _parts.Add(new ParameterPart(start, _cursor.Position, name));
    }

    private string TakeOne(int c)
    {
        _cursor.Advance();
        return OneChar(c);
    }

    /// <summary>The same string each time for the parameters that scripts use most.</summary>
    private static string OneChar(int c) => c switch
    {
        '1' => "1",
        '2' => "2",
        '@' => "@",
        '*' => "*",
        '#' => "#",
        '?' => "?",
        '$' => "$",
        '!' => "!",
        _ => ((char)c).ToString(),
    };

    private string TakeName()
    {
        int mark = _text.Length;
        int c = _cursor.Peek();
        while (CharacterClass.IsName(c))
        {
            _text.Add(c);
            _cursor.Advance();
            c = _cursor.Peek();
        }
        return _text.Take(mark);
    }

    /// <summary>Behind the dollar of <c>$(</c>.</summary>
    private void ReadParenthesis(int start)
    {
        _cursor.Advance();
        if (_cursor.Peek() == '(')
        {
            context.Enter(OpenConstruct.Arithmetic);
            bool isArithmetic = _parentheses.IsArithmetic(_cursor.Position);
            if (isArithmetic)
            {
                _cursor.Advance();
                ArithmeticText expression = ReadDoubleParenthesis(WordEnd.Paren);
                context.Leave();
                _parts.Add(new ArithmeticPart(start, _cursor.Position, expression));
                return;
            }
            context.Leave();
        }
        context.Enter(OpenConstruct.CommandSubstitution);
        // Aliases count when it is executed: its own lines may define some. Who executes it parses its text once more if there are any.
        (Func<string, string?>? aliases, context.Aliases) = (context.Aliases, null);
        CommandList body;
        try
        {
            body = new CommandParser(context).ParseSubstitution("')'");
        }
        finally
        {
            context.Aliases = aliases;
        }
        context.Leave();
        _parts.Add(new CommandSubstitutionPart(start, _cursor.Position, body, isBackquoted: false));
    }

    /// <summary>Reads an expression behind <c>((</c> with the <c>))</c> that ends it.</summary>
    private ArithmeticText ReadDoubleParenthesis(WordEnd end)
    {
        ArithmeticText expression = ReadArithmetic(end, quoted: true);
        TakeDoubleParenthesis();
        return expression;
    }

    /// <summary>Takes the <c>))</c> that ends an expression.</summary>
    public void TakeDoubleParenthesis()
    {
        for (int i = 0; i < 2; i++)
        {
            int c = _cursor.Peek();
            if (c < 0) context.FailAtEnd("'))'");
            if (c != ')') ParseContext.Fail(_cursor.Here(), $"'{(char)c}'", "'))'");
            _cursor.Advance();
        }
    }

    /// <summary>If the parenthesis just consumed and the next one open arithmetic, reads it.</summary>
    public ArithmeticText? TryReadArithmeticCommand()
    {
        if (_cursor.Peek() != '(') return null;
        context.Enter(OpenConstruct.Arithmetic);
        ArithmeticText? expression = null;
        if (_parentheses.IsArithmetic(_cursor.Position))
        {
            _cursor.Advance();
            expression = ReadDoubleParenthesis(WordEnd.Paren);
        }
        context.Leave();
        return expression;
    }

    private void ReadProcessSubstitution()
    {
        int start = _cursor.Position;
        bool isOutput = _cursor.Peek() == '>';
        _cursor.Advance();
        _cursor.Advance();
        context.Enter(OpenConstruct.ProcessSubstitution);
        // Aliases count when it is executed: its own lines may define some. Who executes it parses its text once more if there are any.
        (Func<string, string?>? aliases, context.Aliases) = (context.Aliases, null);
        CommandList body;
        try
        {
            body = new CommandParser(context).ParseSubstitution("')'");
        }
        finally
        {
            context.Aliases = aliases;
        }
        context.Leave();
        _parts.Add(new ProcessSubstitutionPart(start, _cursor.Position, body, isOutput));
    }

    private void ReadBackquoted(bool quoted)
    {
        SourcePosition start = _cursor.Here();
        int mark = _text.Length;
        _cursor.Advance();
        context.Enter(OpenConstruct.Backquote);
        while (true)
        {
            int c = _cursor.PeekRaw();
            if (c < 0) context.FailAtEnd("'`'");
            _cursor.Advance();
            if (c == '`') break;
            if (c == '\\')
            {
                int next = _cursor.PeekRaw();
                if (next == '\n')
                {
                    // A continued line, in quotes or not.
                    _cursor.Advance();
                    continue;
                }
                if (next is '$' or '`' or '\\' || (next == '"' && quoted))
                {
                    c = next;
                    _cursor.Advance();
                }
                else if (next >= 0)
                {
                    // Both chars at once, so that the second is not taken for the start of an escape.
                    _text.Add(c);
                    c = next;
                    _cursor.Advance();
                }
            }
            _text.Add(c);
        }
        ParseContext inner = new(context, _text.Take(mark), start.Line, "end of command substitution") { Aliases = null };
        CommandList body = new CommandParser(inner).ParseSubstitution(null);
        context.Leave();
        _parts.Add(new CommandSubstitutionPart(start.Offset, _cursor.Position, body, isBackquoted: true));
    }
}
