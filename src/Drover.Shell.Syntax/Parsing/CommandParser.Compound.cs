using System.Collections.Immutable;
using Drover.Shell.Syntax.Lexing;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Parsing;

/// <summary>Compound commands.</summary>
internal sealed partial class CommandParser
{
    private CommandNode ParseCommand()
    {
        while (true)
        {
            ref Token token = ref PeekCommand();
            SourcePosition position = token.Position;
            if (token.Kind == TokenKind.OpenParen) return ParseParenthesis(position);
            if (token.Kind == TokenKind.Word)
            {
                if (token.Unquoted is not { } text) return ParseSimple();
                if (IsClosing(text) || text == "!") FailUnexpected("a command");
                if (IsOpening(text) && text != "time")
                {
                    Next();
                    return ParseReserved(position, text);
                }
                if (TryReplaceAlias()) continue;
                return ParseSimple();
            }
            return ParseSimple();
        }
    }

    private CommandNode ParseReserved(SourcePosition position, string word)
    {
        if (word == "function") return ParseFunctionKeyword(position);
        if (word == "coproc")
        {
            // Nothing closes it, but it nests.
            context.Enter(OpenConstruct.Continuation);
            CoprocessCommand coprocess = ParseCoprocess(position);
            context.Leave();
            return coprocess;
        }
        context.Enter(Construct(word));
        CommandNode command = word switch
        {
            "{" => ParseBraceGroup(position),
            "if" => ParseIf(position),
            "while" or "until" => ParseWhile(position, word == "until"),
            "for" => ParseFor(position, isSelect: false),
            "select" => ParseFor(position, isSelect: true),
            "case" => ParseCase(position),
            _ => ParseConditional(position),
        };
        return command;
    }

    // The first word is a name only before a compound command.
    private CoprocessCommand ParseCoprocess(SourcePosition position)
    {
        ref Token token = ref PeekCommand();
        string name = "COPROC";
        CommandNode body;
        if (token.Kind == TokenKind.Word && token.Unquoted is { } text && !IsOpening(text) && CharacterClass.IsName(text))
        {
            Word word = token.Word!;
            Next();
            ref Token next = ref PeekCommand();
            bool isName = next.Kind == TokenKind.OpenParen || (next.Kind == TokenKind.Word && next.Unquoted is { } opening && IsOpening(opening) && opening is not ("!" or "time" or "coproc"));
            if (isName) name = text;
            body = isName ? ParseCommand() : ParseSimple(word);
        }
        else body = ParseCommand();
        return new CoprocessCommand(context.Cursor.Source, position, _tokens.LastEnd, name, body);
    }

    private static OpenConstruct Construct(string word) => word switch
    {
        "{" => OpenConstruct.BraceGroup,
        "if" => OpenConstruct.If,
        "while" => OpenConstruct.While,
        "until" => OpenConstruct.Until,
        "for" => OpenConstruct.For,
        "select" => OpenConstruct.Select,
        "case" => OpenConstruct.Case,
        _ => OpenConstruct.Conditional,
    };

    /// <summary>Closes the construct that <see cref="ParseReserved"/> opened, and reads the redirections behind it.</summary>
    private ImmutableArray<Redirection> Close()
    {
        context.Leave();
        return ParseRedirections();
    }

    private CommandNode ParseParenthesis(SourcePosition position)
    {
        Next();
        if (!context.Options.Posix && context.Words.TryReadArithmeticCommand() is { } expression)
        {
            _tokens.ReadUpToHere();
            ImmutableArray<Redirection> behind = ParseRedirections();
            return new ArithmeticCommand(context.Cursor.Source, position, _tokens.LastEnd, expression, behind);
        }
        context.Enter(OpenConstruct.Subshell);
        CommandList body = ParseCompoundList();
        if (_tokens.Peek().Kind != TokenKind.CloseParen) FailUnexpected("')'");
        Next();
        ImmutableArray<Redirection> redirections = Close();
        return new Subshell(context.Cursor.Source, position, _tokens.LastEnd, body, redirections);
    }

    private BraceGroup ParseBraceGroup(SourcePosition position)
    {
        CommandList body = ParseCompoundList();
        Expect("}");
        ImmutableArray<Redirection> redirections = Close();
        return new BraceGroup(context.Cursor.Source, position, _tokens.LastEnd, body, redirections);
    }

    private IfCommand ParseIf(SourcePosition position)
    {
        ImmutableArray<IfClause>.Builder clauses = ImmutableArray.CreateBuilder<IfClause>(1);
        CommandList? otherwise = null;
        while (true)
        {
            CommandList condition = ParseCompoundList();
            Expect("then");
            clauses.Add(new IfClause(condition, ParseCompoundList()));
            if (IsAt("elif"))
            {
                Next();
                continue;
            }
            if (!IsAt("else")) break;
            Next();
            otherwise = ParseCompoundList();
            break;
        }
        Expect("fi");
        ImmutableArray<Redirection> redirections = Close();
        return new IfCommand(context.Cursor.Source, position, _tokens.LastEnd, clauses.DrainToImmutable(), otherwise, redirections);
    }

    private WhileCommand ParseWhile(SourcePosition position, bool isUntil)
    {
        CommandList condition = ParseCompoundList();
        CommandList body = ParseDoGroup();
        ImmutableArray<Redirection> redirections = Close();
        return new WhileCommand(context.Cursor.Source, position, _tokens.LastEnd, isUntil, condition, body, redirections);
    }

    private CommandList ParseDoGroup()
    {
        Expect("do");
        CommandList body = ParseCompoundList();
        Expect("done");
        return body;
    }

    private CommandNode ParseFor(SourcePosition position, bool isSelect)
    {
        _tokens.TakesAssignments = false;
        ref Token token = ref PeekBehindAlias();
        if (!isSelect && !context.Options.Posix && token.Kind == TokenKind.OpenParen && context.Cursor.Peek() == '(') return ParseArithmeticFor(position);
        if (token.Unquoted is not { } name || !CharacterClass.IsName(name)) FailUnexpected("a variable name");
        name = token.Unquoted!;
        Next();
        ImmutableArray<Word>? words = null;
        // "for x; do" has no "in"; newlines may stand before it.
        bool hasSemicolon = PeekBehindAlias("in", "do").Kind == TokenKind.Semi;
        if (hasSemicolon) Next();
        SkipNewLinesBehindAlias("in", "do");
        if (!hasSemicolon && IsAt("in"))
        {
            Next();
            words = ParseForWords();
            SkipNewLinesBehindAlias("do", "{");
        }
        CommandList body = ParseForBody();
        ImmutableArray<Redirection> redirections = Close();
        return new ForCommand(context.Cursor.Source, position, _tokens.LastEnd, isSelect, name, words, body, redirections);
    }

    private void SkipNewLinesBehindAlias(string reserved, string? other)
    {
        while (PeekBehindAlias(reserved, other).Kind == TokenKind.NewLine) Next();
    }

    private ImmutableArray<Word> ParseForWords()
    {
        ImmutableArray<Word>.Builder words = ImmutableArray.CreateBuilder<Word>();
        while (true)
        {
            _tokens.TakesAssignments = false;
            ref Token token = ref PeekBehindAlias();
            if (token.Kind != TokenKind.Word) break;
            words.Add(token.Word!);
            _tokens.Consume();
        }
        if (_tokens.Peek().Kind is not (TokenKind.Semi or TokenKind.NewLine)) FailUnexpected("a word, ';' or a newline");
        Next();
        return words.DrainToImmutable();
    }

    private CommandList ParseForBody()
    {
        // An undocumented form that bash and ksh take: braces in place of do and done.
        while (!IsAt("do") && !IsAt("{") && TryReplaceAlias()) SkipNewLines();
        if (context.Options.Posix || !IsAt("{")) return ParseDoGroup();
        Next();
        CommandList body = ParseCompoundList();
        Expect("}");
        return body;
    }

    private ArithmeticForCommand ParseArithmeticFor(SourcePosition position)
    {
        Next();
        context.Cursor.Advance();
        context.Enter(OpenConstruct.Arithmetic);
        ArithmeticText? start = ParseForExpression(WordEnd.Semicolon);
        ArithmeticText? condition = ParseForExpression(WordEnd.Semicolon);
        ArithmeticText? step = ParseForExpression(WordEnd.Paren);
        context.Words.TakeDoubleParenthesis();
        context.Leave();
        _tokens.ReadUpToHere();
        if (_tokens.Peek().Kind == TokenKind.Semi) Next();
        SkipNewLines();
        CommandList body = ParseForBody();
        ImmutableArray<Redirection> redirections = Close();
        return new ArithmeticForCommand(context.Cursor.Source, position, _tokens.LastEnd, start, condition, step, body, redirections);
    }

    private ArithmeticText? ParseForExpression(WordEnd end)
    {
        while (context.Cursor.Peek() is ' ' or '\t' or '\n') context.Cursor.Advance();
        ArithmeticText text = context.Words.ReadArithmetic(end, quoted: true);
        int c = context.Cursor.Peek();
        if (end == WordEnd.Semicolon)
        {
            if (c != ';') ParseContext.Fail(context.Cursor.Here(), $"'{(char)c}'", "';'");
            context.Cursor.Advance();
        }
        return text.Word.Parts.Length == 0 ? null : text;
    }

    private CaseCommand ParseCase(SourcePosition position)
    {
        _tokens.TakesAssignments = false;
        if (PeekBehindAlias().Kind != TokenKind.Word) FailUnexpected("a word");
        Word subject = _tokens.Peek().Word!;
        Next();
        _tokens.TakesAssignments = false;
        while (PeekBehindAlias("in").Kind == TokenKind.NewLine) Next();
        if (_tokens.Peek().Unquoted != "in") FailUnexpected("'in'");
        Next();
        ImmutableArray<CaseItem>.Builder items = ImmutableArray.CreateBuilder<CaseItem>();
        while (true)
        {
            _tokens.TakesAssignments = false;
            while (PeekBehindAlias("esac").Kind == TokenKind.NewLine) Next();
            if (_tokens.Peek().Unquoted == "esac") break;
            CaseItem item = ParseCaseItem(out bool isLast);
            items.Add(item);
            if (isLast) break;
        }
        _tokens.TakesAssignments = false;
        if (_tokens.Peek().Unquoted != "esac") FailUnexpected("';;' or 'esac'");
        Next();
        ImmutableArray<Redirection> redirections = Close();
        return new CaseCommand(context.Cursor.Source, position, _tokens.LastEnd, subject, items.DrainToImmutable(), redirections);
    }

    private CaseItem ParseCaseItem(out bool isLast)
    {
        ImmutableArray<Word>.Builder patterns = ImmutableArray.CreateBuilder<Word>(1);
        if (_tokens.Peek().Kind == TokenKind.OpenParen) Next();
        while (true)
        {
            _tokens.TakesAssignments = false;
            if (PeekBehindAlias().Kind != TokenKind.Word) FailUnexpected("a pattern or 'esac'");
            patterns.Add(_tokens.Peek().Word!);
            Next();
            if (PeekBehindAlias().Kind != TokenKind.Pipe) break;
            Next();
        }
        if (_tokens.Peek().Kind != TokenKind.CloseParen) FailUnexpected("')' after a pattern");
        Next();
        SkipNewLines();
        SourcePosition position = PeekCommand().Position;
        CommandList body = ParseItems(position, acrossLines: true);
        TokenKind kind = PeekCommand().Kind;
        isLast = kind is not (TokenKind.DoubleSemi or TokenKind.SemiAmp or TokenKind.DoubleSemiAmp);
        if (!isLast) Next();
        return new CaseItem(patterns.DrainToImmutable(), body,
            kind == TokenKind.SemiAmp ? CaseTerminator.FallThrough : kind == TokenKind.DoubleSemiAmp ? CaseTerminator.Continue : CaseTerminator.Break);
    }

    private FunctionDefinition ParseFunctionKeyword(SourcePosition position)
    {
        _tokens.TakesAssignments = false;
        if (_tokens.Peek().Unquoted is not { } name) FailUnexpected("a function name");
        name = _tokens.Peek().Unquoted!;
        Next();
        _tokens.TakesAssignments = false;
        if (_tokens.Peek().Kind == TokenKind.OpenParen && IsClosedAtOnce())
        {
            Next();
            Next(_tokens);
        }
        return ParseFunctionBody(position, name, hasKeyword: true);
    }

    // Blanks may stand between the parentheses.
    private bool IsClosedAtOnce()
    {
        if (context.Cursor.Peek() == ')') return true;
        int i = context.Cursor.Position;
        while (context.Cursor.At(i) is ' ' or '\t') i++;
        return context.Cursor.At(i) == ')';
    }

    private static void Next(TokenReader tokens)
    {
        tokens.Peek();
        tokens.Consume();
    }
}
