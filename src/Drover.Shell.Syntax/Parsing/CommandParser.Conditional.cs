using System.Collections.Immutable;
using Drover.Shell.Syntax.Lexing;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Parsing;

/// <summary><c>[[ ]]</c>.</summary>
internal sealed partial class CommandParser
{
    private ConditionalCommand ParseConditional(SourcePosition position)
    {
        _tokens.IsConditional = true;
        ConditionalExpression expression = ParseJunction(isOr: true);
        SkipNewLines();
        if (_tokens.Peek().Unquoted != "]]") FailUnexpected("']]'");
        _tokens.IsConditional = false;
        Next();
        ImmutableArray<Redirection> redirections = Close();
        return new ConditionalCommand(context.Cursor.Source, position, _tokens.LastEnd, expression, redirections);
    }

    private ConditionalExpression ParseJunction(bool isOr)
    {
        ConditionalExpression first = isOr ? ParseJunction(isOr: false) : ParseTerm();
        ImmutableArray<ConditionalExpression>.Builder? operands = null;
        while (true)
        {
            SkipNewLines();
            if (_tokens.Peek().Kind != (isOr ? TokenKind.OrIf : TokenKind.AndIf)) break;
            Next();
            if (operands is null)
            {
                operands = ImmutableArray.CreateBuilder<ConditionalExpression>();
                operands.Add(first);
            }
            operands.Add(isOr ? ParseJunction(isOr: false) : ParseTerm());
        }
        return operands is null ? first : new ConditionalJunction(isOr, operands.DrainToImmutable());
    }

    private ConditionalExpression ParseTerm()
    {
        SkipNewLines();
        ref Token token = ref _tokens.Peek();
        if (token.Kind == TokenKind.OpenParen)
        {
            Next();
            context.Enter(OpenConstruct.Conditional);
            ConditionalExpression inner = ParseJunction(isOr: true);
            SkipNewLines();
            if (_tokens.Peek().Kind != TokenKind.CloseParen) FailUnexpected("')'");
            Next();
            context.Leave();
            return inner;
        }
        if (token.Kind != TokenKind.Word || token.Unquoted == "]]") FailUnexpected("a conditional expression");
        Word word = token.Word!;
        Next();
        if (word.UnquotedText == "!")
        {
            context.Enter(OpenConstruct.Conditional);
            ConditionalExpression operand = ParseTerm();
            context.Leave();
            return new ConditionalNot(operand);
        }
        token = ref _tokens.Peek();
        if (word.UnquotedText is { Length: 2 } unary && unary[0] == '-' && "abcdefghknoprstuvwxzGLNORS".Contains(unary[1], StringComparison.Ordinal)
            && token.Kind == TokenKind.Word && token.Unquoted != "]]" && !IsBinary(token.Unquoted))
        {
            Word operand = token.Word!;
            Next();
            return new ConditionalUnary(unary, operand);
        }
        string? operation = token.Kind switch
        {
            TokenKind.Less => "<",
            TokenKind.Great => ">",
            TokenKind.Word when IsBinary(token.Unquoted) => token.Unquoted,
            _ => null,
        };
        if (operation is null) return new ConditionalUnary("-n", word);
        Next();
        return new ConditionalBinary(word, operation, ParseRightSide(operation));
    }

    private Word ParseRightSide(string operation)
    {
        if (operation is not ("=" or "==" or "!=" or "=~"))
        {
            if (_tokens.Peek().Kind != TokenKind.Word || _tokens.Peek().Unquoted == "]]") FailUnexpected("a word");
            Word word = _tokens.Peek().Word!;
            Next();
            return word;
        }
        // Not by token: a pattern may hold parentheses, a regular expression operators.
        _tokens.SkipBlanks();
        int start = context.Cursor.Position;
        Word right = context.Words.Read(operation == "=~" ? WordEnd.Regex : WordEnd.Token, extended: true);
        if (right.Parts.Length == 0) FailUnexpected("a word");
        _tokens.ReadUpToHere();
        if (right.UnquotedText == "]]" && start >= 0) ParseContext.Fail(right.Position, "']]'", "a word");
        return right;
    }

    internal static bool IsBinary(string? text) => text is "=" or "==" or "!=" or "=~" or "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge" or "-nt" or "-ot" or "-ef";
}
