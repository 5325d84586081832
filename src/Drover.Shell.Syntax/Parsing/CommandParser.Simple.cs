using System.Collections.Immutable;
using Drover.Shell.Syntax.Lexing;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Parsing;

/// <summary>Simple commands, redirections and functions in the form of POSIX.</summary>
internal sealed partial class CommandParser
{
    /// <param name="first">Its first word, if that was taken already.</param>
    private CommandNode ParseSimple(Word? first = null)
    {
        SourcePosition position = first?.Position ?? PeekCommand().Position;
        ImmutableArray<Assignment>.Builder? assignments = null;
        ImmutableArray<Redirection>.Builder? redirections = null;
        ImmutableArray<Word>.Builder words = ImmutableArray.CreateBuilder<Word>(4);
        if (first is not null) words.Add(first);
        bool isDeclaration = false, takesElements = false;
        while (true)
        {
            _tokens.TakesAssignments = words.Count == 0 || isDeclaration;
            _tokens.TakesElements = takesElements;
            ref Token token = ref _tokens.Peek();
            if (token.IsRedirection || token.Kind is TokenKind.IoNumber or TokenKind.IoVariable)
            {
                (redirections ??= ImmutableArray.CreateBuilder<Redirection>()).Add(ParseRedirection());
            }
            else if (token.Kind == TokenKind.Assignment)
            {
                if (words.Count == 0) (assignments ??= ImmutableArray.CreateBuilder<Assignment>()).Add(token.Assignment!);
                else words.Add(token.Word!);
                _tokens.Consume();
            }
            else if (token.Kind == TokenKind.Word)
            {
                if ((words.Count == 0 || context.Cursor.IsAfterBlankOfAlias(_tokens.LastEnd, token.Position.Offset)) && TryReplaceAlias()) continue;
                Word word = token.Word!;
                words.Add(word);
                _tokens.Consume();
                if (words.Count == 1 || (words.Count == 2 && words[0].UnquotedText == "command"))
                {
                    isDeclaration = IsDeclaration(word.UnquotedText);
                    takesElements = word.UnquotedText is "eval" or "let";
                }
            }
            else if (token.Kind == TokenKind.OpenParen && words.Count == 1 && assignments is null && redirections is null)
            {
                return ParseFunction(position, words[0]);
            }
            else
            {
                break;
            }
        }
        _tokens.TakesElements = false;
        if (words.Count == 0 && assignments is null && redirections is null) FailUnexpected("a command");
        return new SimpleCommand(context.Cursor.Source, position, _tokens.LastEnd, assignments is null ? [] : assignments.DrainToImmutable(),
            words.DrainToImmutable(), redirections is null ? [] : redirections.DrainToImmutable());
    }

    private bool IsDeclaration(string? name) => name is "export" or "readonly" or "local" || (name is "declare" or "typeset" && !context.Options.Posix);

    /// <summary>Redirections behind a compound command.</summary>
    private ImmutableArray<Redirection> ParseRedirections()
    {
        ImmutableArray<Redirection>.Builder? redirections = null;
        while (true)
        {
            _tokens.TakesAssignments = false;
            ref Token token = ref _tokens.Peek();
            if (!token.IsRedirection && token.Kind is not (TokenKind.IoNumber or TokenKind.IoVariable)) break;
            (redirections ??= ImmutableArray.CreateBuilder<Redirection>()).Add(ParseRedirection());
        }
        return redirections is null ? [] : redirections.DrainToImmutable();
    }

    private Redirection ParseRedirection()
    {
        ref Token token = ref _tokens.Peek();
        SourcePosition position = token.Position;
        int? descriptor = null;
        string? variable = null;
        if (token.Kind == TokenKind.IoNumber)
        {
            // A number that no descriptor can have stays one that can't be opened.
            descriptor = int.TryParse(token.Text, out int number) ? number : int.MaxValue;
            _tokens.Consume();
        }
        else if (token.Kind == TokenKind.IoVariable)
        {
            variable = token.Text;
            _tokens.Consume();
        }
        token = ref _tokens.Peek();
        TokenKind operation = token.Kind;
        _tokens.Consume();
        _tokens.TakesAssignments = false;
        token = ref PeekBehindAlias();
        if (token.Kind is TokenKind.IoNumber or TokenKind.IoVariable) token.Kind = TokenKind.Word;
        if (token.Kind != TokenKind.Word) FailUnexpected("a word after the redirection operator");
        Word target = token.Word!;
        _tokens.Consume();
        HereDocument? document = null;
        if (operation is TokenKind.DoubleLess or TokenKind.DoubleLessDash)
        {
            // A delimiter is text: a substitution that seems to be in it has no here-documents.
            context.Pending.RemoveAll(other => other.Target.Start >= target.Start);
            context.Cursor.Source.Documents?.RemoveAll(other => other.Target.Start >= target.Start);
            string raw = context.Cursor.Slice(target.Start, target.End);
            string delimiter = QuoteRemoval.Remove(raw, out bool isQuoted);
            // No line can be it (yash and mksh refuse it too, bash warns).
            if (delimiter.Contains('\n')) ParseContext.Fail(target.Position, "newline in the delimiter", "a delimiter that is one line");
            document = new HereDocument(delimiter, isQuoted, operation == TokenKind.DoubleLessDash, new Word(context.Cursor.Source, target.Position, target.Start, []), target);
            (context.Cursor.Source.Documents ??= []).Add(document);
            _tokens.HereDocuments.Add(document);
        }
        return new Redirection(context.Cursor.Source, position, _tokens.LastEnd, Kind(operation), descriptor, variable, target, document);
    }

    private static RedirectionKind Kind(TokenKind operation) => operation switch
    {
        TokenKind.Less => RedirectionKind.Input,
        TokenKind.Great => RedirectionKind.Output,
        TokenKind.DoubleGreat => RedirectionKind.Append,
        TokenKind.Clobber => RedirectionKind.Clobber,
        TokenKind.LessGreat => RedirectionKind.ReadWrite,
        TokenKind.LessAmp => RedirectionKind.DuplicateInput,
        TokenKind.GreatAmp => RedirectionKind.DuplicateOutput,
        TokenKind.DoubleLess => RedirectionKind.HereDocument,
        TokenKind.DoubleLessDash => RedirectionKind.HereDocumentStripped,
        TokenKind.TripleLess => RedirectionKind.HereString,
        TokenKind.AmpGreat => RedirectionKind.OutputAndError,
        _ => RedirectionKind.AppendOutputAndError,
    };

    private FunctionDefinition ParseFunction(SourcePosition position, Word name)
    {
        _tokens.Consume();
        if (PeekBehindAlias().Kind != TokenKind.CloseParen) FailUnexpected("')' of a function definition");
        string? text = name.UnquotedText;
        if (text is null || (context.Options.Posix && !CharacterClass.IsName(text)))
            ParseContext.Fail(name.Position, $"'{Shorten(context.Cursor.Slice(name.Start, name.End))}'", "a valid function name");
        _tokens.Consume();
        return ParseFunctionBody(position, text, hasKeyword: false);
    }

    private FunctionDefinition ParseFunctionBody(SourcePosition position, string name, bool hasKeyword)
    {
        context.Enter(OpenConstruct.Function);
        SkipNewLines();
        while (PeekCommand().Unquoted is { } text && !IsOpening(text) && TryReplaceAlias()) SkipNewLines();
        if (PeekCommand().Kind != TokenKind.OpenParen && (PeekCommand().Unquoted is not { } start || !IsOpening(start) || start is "!" or "time" or "function"))
            FailUnexpected("a compound command as the body of a function");
        CommandNode body = ParseCommand();
        context.Leave();
        return new FunctionDefinition(context.Cursor.Source, position, _tokens.LastEnd, name, body, hasKeyword);
    }
}
