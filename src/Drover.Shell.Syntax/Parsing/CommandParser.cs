using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Drover.Shell.Syntax.Lexing;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Parsing;

/// <summary>The grammar of commands (POSIX XCU 2.10), by recursive descent with one token of lookahead.</summary>
/// <remarks>
/// Reserved words and aliases are looked up only where the grammar lets a command start. What repeats (lists, pipelines, <c>elif</c>) is a loop; what nests goes through
/// <see cref="ParseContext.Enter"/>, which bounds the depth.
/// </remarks>
internal sealed partial class CommandParser(ParseContext context)
{
    private readonly TokenReader _tokens = new(context);

    /// <summary>Parses one line with all that belongs to it; null at the end of the text.</summary>
    public CommandList? ParseLine()
    {
        ref Token token = ref PeekCommand();
        SourcePosition position = token.Position;
        if (token.Kind == TokenKind.End)
        {
            CheckContinuation();
            return null;
        }
        if (token.Kind == TokenKind.NewLine)
        {
            _tokens.Consume();
            return new CommandList(context.Cursor.Source, position, position.Offset, []);
        }
        CommandList list = ParseItems(position, acrossLines: false);
        token = ref _tokens.Peek();
        if (token.Kind == TokenKind.End) CheckContinuation();
        else if (token.Kind != TokenKind.NewLine) FailUnexpected("a separator or the end of the line");
        _tokens.Consume();
        CheckHereDocuments();
        return list;
    }

    /// <summary>Parses all lines up to the end of the text.</summary>
    public CommandList ParseText()
    {
        SkipNewLines();
        SourcePosition position = PeekCommand().Position;
        CommandList list = ParseItems(position, acrossLines: true);
        if (_tokens.Peek().Kind != TokenKind.End) FailUnexpected("a command");
        CheckContinuation();
        CheckHereDocuments();
        return list;
    }

    /// <summary>Parses what is inside a substitution, which may be nothing.</summary>
    /// <param name="end">The parenthesis that ends it, or null when the text does.</param>
    public CommandList ParseSubstitution(string? end)
    {
        SkipNewLines();
        SourcePosition position = PeekCommand().Position;
        CommandList list = ParseItems(position, acrossLines: true);
        TokenKind wanted = end is null ? TokenKind.End : TokenKind.CloseParen;
        if (_tokens.Peek().Kind != wanted) FailUnexpected(end ?? "a command");
        // Before the token is given up: nothing behind the parenthesis may be read.
        _tokens.Consume();
        CheckHereDocuments(isInner: end is not null);
        return list;
    }

    /// <summary>A backslash-newline at the very end wants another line.</summary>
    private void CheckContinuation()
    {
        if (context.Options.MayContinue && context.Cursor.IsContinued && !context.IsNested) context.FailAtEnd("another line after '\\'", OpenConstruct.Continuation);
    }

    /// <summary>Here-documents whose line has no newline behind it: their bodies are what is left of the text.</summary>
    private void CheckHereDocuments(bool isInner = false)
    {
        if (_tokens.HereDocuments.Count + context.Pending.Count == 0) return;
        List<HereDocument> own = _tokens.HereDocuments;
        _tokens.HereDocuments = [];
        if (!isInner && context.Cursor.PeekRaw() < 0)
        {
            if (context.Options.MayContinue && !context.IsNested)
                context.FailAtEnd($"the end '{(own is [var first, ..] ? first : context.Pending[0]).Delimiter}' of a here-document", OpenConstruct.HereDocument);
            foreach (HereDocument document in (HereDocument[])[.. own, .. context.Pending]) document.Order = ++context.Cursor.Source.OrderedDocuments;
            context.Pending.Clear();
            return;
        }
        context.Pending.AddRange(own);
    }

    private CommandList ParseItems(SourcePosition position, bool acrossLines)
    {
        ImmutableArray<ListItem>.Builder? items = null;
        ListItem? first = null;
        while (!AtListEnd(acrossLines))
        {
            ListItem item = ParseItem(out bool isSeparated);
            if (first is null) first = item;
            else
            {
                if (items is null)
                {
                    items = ImmutableArray.CreateBuilder<ListItem>();
                    items.Add(first);
                }
                items.Add(item);
            }
            if (acrossLines)
            {
                isSeparated |= PeekCommand().Kind == TokenKind.NewLine;
                SkipNewLines();
            }
            if (!isSeparated) break;
        }
        ImmutableArray<ListItem> all = items is not null ? items.DrainToImmutable() : first is not null ? [first] : [];
        return new CommandList(context.Cursor.Source, position, all.Length == 0 ? position.Offset : all[^1].End, all);
    }

    private CommandList ParseCompoundList(string expected = "a command")
    {
        SkipNewLines();
        SourcePosition position = PeekCommand().Position;
        CommandList list = ParseItems(position, acrossLines: true);
        if (list.Items.Length == 0) FailUnexpected(expected);
        return list;
    }

    private ListItem ParseItem(out bool isSeparated)
    {
        SourcePosition position = PeekCommand().Position;
        CommandPipeline first = ParsePipeline();
        ImmutableArray<AndOrTail>.Builder? rest = null;
        while (_tokens.Peek().Kind is TokenKind.AndIf or TokenKind.OrIf)
        {
            bool isOr = _tokens.Peek().Kind == TokenKind.OrIf;
            _tokens.Consume();
            context.Enter(isOr ? OpenConstruct.Or : OpenConstruct.And);
            SkipToCommand();
            rest ??= ImmutableArray.CreateBuilder<AndOrTail>();
            CommandPipeline next = ParsePipeline();
            context.Leave();
            rest.Add(new AndOrTail(isOr, next));
        }
        int end = _tokens.LastEnd;
        TokenKind kind = _tokens.Peek().Kind;
        isSeparated = kind is TokenKind.Semi or TokenKind.Amp;
        if (isSeparated) Next();
        return new ListItem(context.Cursor.Source, position, end, first, rest is null ? [] : rest.DrainToImmutable(), kind == TokenKind.Amp);
    }

    private CommandPipeline ParsePipeline()
    {
        SourcePosition position = PeekCommand().Position;
        bool isNegated = false;
        PipelineTiming timing = PipelineTiming.None;
        while (PeekCommand().Unquoted is { } text)
        {
            if (text == "!")
            {
                if (isNegated && context.Options.Posix) FailUnexpected("a command");
                isNegated = !isNegated;
            }
            else if (text == "time" && !context.Options.Posix) timing = timing == PipelineTiming.Posix ? timing : PipelineTiming.Default;
            else if (text == "-p" && timing == PipelineTiming.Default) timing = PipelineTiming.Posix;
            else if (text != "--" || timing == PipelineTiming.None) break;
            Next();
        }
        if (timing != PipelineTiming.None && PeekCommand().Kind is TokenKind.NewLine or TokenKind.End or TokenKind.Semi or TokenKind.CloseParen)
            return new CommandPipeline(context.Cursor.Source, position, _tokens.LastEnd, [], isNegated, timing, []);
        CommandNode first = ParseCommand();
        if (_tokens.Peek().Kind is not (TokenKind.Pipe or TokenKind.PipeAmp))
            return new CommandPipeline(context.Cursor.Source, position, _tokens.LastEnd, [first], isNegated, timing, []);
        ImmutableArray<CommandNode>.Builder commands = ImmutableArray.CreateBuilder<CommandNode>();
        ImmutableArray<bool>.Builder joined = ImmutableArray.CreateBuilder<bool>();
        commands.Add(first);
        bool any = false;
        while (_tokens.Peek().Kind is TokenKind.Pipe or TokenKind.PipeAmp)
        {
            bool isJoined = _tokens.Peek().Kind == TokenKind.PipeAmp;
            any |= isJoined;
            joined.Add(isJoined);
            _tokens.Consume();
            context.Enter(OpenConstruct.Pipe);
            SkipToCommand();
            commands.Add(ParseCommand());
            context.Leave();
        }
        joined.Add(false);
        return new CommandPipeline(context.Cursor.Source, position, _tokens.LastEnd, commands.DrainToImmutable(), isNegated, timing, any ? joined.DrainToImmutable() : []);
    }

    /// <summary>The token where a command may start.</summary>
    private ref Token PeekCommand()
    {
        _tokens.TakesAssignments = true;
        return ref _tokens.Peek();
    }

    private void Next() => _tokens.Consume();

    private void SkipNewLines()
    {
        while (PeekCommand().Kind == TokenKind.NewLine) Next();
    }

    /// <summary>Goes to where a command has to start: newlines may precede it, also those that an alias brings.</summary>
    private void SkipToCommand()
    {
        while (true)
        {
            ref Token token = ref PeekCommand();
            if (token.Kind == TokenKind.NewLine) Next();
            else if (token.Unquoted is not { } text || IsClosing(text) || IsOpening(text) || !TryReplaceAlias()) return;
        }
    }

    /// <summary>The next token where no command starts: an alias that ended in a blank makes it subject to replacement (POSIX 2.3.1), unless it is a word reserved here.</summary>
    private ref Token PeekBehindAlias(string? reserved = null, string? other = null)
    {
        while (true)
        {
            ref Token token = ref _tokens.Peek();
            if (token.Unquoted is not { } text || text == reserved || text == other) return ref token;
            if (!context.Cursor.IsAfterBlankOfAlias(_tokens.LastEnd, token.Position.Offset)) return ref token;
            if (!TryReplaceAlias()) return ref _tokens.Peek();
        }
    }

    /// <summary>Whether what stands here ends a list and can't start a command.</summary>
    private bool AtListEnd(bool acrossLines)
    {
        while (true)
        {
            ref Token token = ref PeekCommand();
            // Only an alias can have brought it here.
            if (acrossLines && token.Kind == TokenKind.NewLine)
            {
                Next();
                continue;
            }
            if (token.Kind is TokenKind.End or TokenKind.NewLine or TokenKind.CloseParen or TokenKind.DoubleSemi or TokenKind.SemiAmp or TokenKind.DoubleSemiAmp) return true;
            if (token.Unquoted is not { } text) return false;
            if (IsClosing(text)) return true;
            if (IsOpening(text) || !TryReplaceAlias()) return false;
        }
    }

    private static bool IsClosing(string text) => text is "then" or "do" or "done" or "fi" or "elif" or "else" or "esac" or "}";

    private bool IsOpening(string text) => text is "if" or "for" or "while" or "until" or "case" or "{" or "!"
        || (text is "[[" or "select" or "function" or "time" or "coproc" && !context.Options.Posix);

    /// <summary>Replaces the token if it is the name of an alias that is not being replaced already.</summary>
    private bool TryReplaceAlias()
    {
        if (context.Aliases is not { } aliases) return false;
        ref Token token = ref _tokens.Peek();
        if (token.Unquoted is not { } name || aliases(name) is not { } value || context.Cursor.IsInAlias(name, token.Position.Offset)) return false;
        _tokens.Replace(name, value);
        return true;
    }

    /// <summary>Takes a reserved word that has to stand here.</summary>
    private void Expect(string word)
    {
        if (PeekCommand().Unquoted != word) FailUnexpected($"'{word}'");
        Next();
    }

    private bool IsAt(string word) => PeekCommand().Unquoted == word;

    [DoesNotReturn]
    private void FailUnexpected(string expected)
    {
        ref Token token = ref _tokens.Peek();
        if (token.Kind == TokenKind.End) context.FailAtEnd(expected);
        string found = token.Kind == TokenKind.NewLine ? "newline" : $"'{Shorten(context.Cursor.Slice(token.Position.Offset, token.End))}'";
        ParseContext.Fail(token.Position, found, expected);
    }

    private static string Shorten(string text)
    {
        int end = text.IndexOf('\n');
        if (end < 0 && text.Length <= 40) return text;
        return string.Concat(text.AsSpan(0, Math.Min(end < 0 ? text.Length : end, 40)), "…");
    }
}
