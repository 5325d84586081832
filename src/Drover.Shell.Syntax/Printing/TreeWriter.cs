// Constraints: what is written is parsed to the same tree, also where the original order of words and redirections is not kept; trees are up to 1,000 levels deep.
// Scheme: words are slices of the source, everything between them is written anew. A here-document waits until the line is broken, and while one waits the line is
// broken at the next operator or separator, so that no later word comes between. What can't be taken apart (SourceText.IsEntangled) is written as it stands.

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Printing;

/// <summary>Writes one tree.</summary>
internal sealed partial class TreeWriter(bool inOneLine)
{
    private readonly StringBuilder _text = new();
    private readonly List<HereDocument> _waiting = [];
    private int _indent;

    public string Write(CommandList list)
    {
        Items(list, closed: false, inline: false);
        return End();
    }

    public string Write(ListItem item) => Write(item, item.IsAsync && !inOneLine);

    public string Write(ListItem item, bool isAsync)
    {
        Item(item);
        if (isAsync) _text.Append(" &");
        return End();
    }

    public string Write(CommandPipeline pipeline)
    {
        Pipeline(pipeline);
        return End();
    }

    public string Write(CommandNode command)
    {
        Command(command);
        return End();
    }

    private string End()
    {
        Documents();
        return _text.ToString();
    }

    /// <summary>Ends the line, with the here-documents that wait for that.</summary>
    private void Break()
    {
        if (inOneLine)
        {
            Space();
            return;
        }
        Documents();
        _text.Append('\n').Append(' ', _indent * 4);
    }

    private void Space()
    {
        if (_text.Length == 0 || _text[^1] != ' ') _text.Append(' ');
    }

    /// <summary>Separates what may stand on one line.</summary>
    private void SpaceOrBreak()
    {
        if (_waiting.Count > 0) Break();
        else _text.Append(' ');
    }

    private void Documents()
    {
        // As they stood: those of substitutions come after those of the command itself.
        foreach (HereDocument document in _waiting.OrderBy(document => document.BodyStart).ThenBy(document => document.Order))
            _text.Append('\n').Append(document.Body.Source == document.Target.Source ? "" : document.Body.Source.Text).Append(Delimiter(document));
        _waiting.Clear();
    }

    private void Wait(HereDocument document)
    {
        if (!inOneLine) _waiting.Add(document);
    }

    /// <summary>The line that ends a document: another one where the own one ends in a backslash.</summary>
    private static string Delimiter(HereDocument document)
    {
        if (IsUsable(document, document.Delimiter)) return document.Delimiter;
        for (int i = 0; ; i++)
            if ($"EOF{(i == 0 ? "" : i)}" is var name && IsUsable(document, name)) return name;
    }

    private static bool IsUsable(HereDocument document, string delimiter)
    {
        if (delimiter.EndsWith('\\') || (document.IsStripped && delimiter.StartsWith('\t'))) return false;
        if (document.Body.Source == document.Target.Source || (document.IsEnded && delimiter == document.Delimiter)) return true;
        return !HasLine(document.Body.Source.Text, delimiter, isContinued: !document.IsQuoted);
    }

    // Whether one of the lines, put together as they are read, is the delimiter.
    private static bool HasLine(string body, string delimiter, bool isContinued)
    {
        if (body.Length == 0) return false;
        string line = "";
        foreach (string piece in (body.EndsWith('\n') ? body[..^1] : body).Split('\n'))
        {
            line += piece;
            bool goesOn = isContinued && CountBackslashes(piece) % 2 == 1;
            if (goesOn) line = line[..^1];
            else if (line == delimiter) return true;
            else line = "";
        }
        return false;
    }

    /// <summary>Writes a piece of the source as it stands.</summary>
    private void Slice(SourceText source, int start, int end)
    {
        _text.Append(source.Text, start, end - start);
        // The last char of a text stands for itself; elsewhere it would quote what follows.
        if (end == source.Text.Length && CountBackslashes(source.Text.AsSpan(start)) % 2 == 1) _text.Append('\\');
        if (source.Documents is not { } documents) return;
        int low = 0, high = documents.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (documents[middle].Target.Start < start) low = middle + 1;
            else high = middle;
        }
        for (; low < documents.Count && documents[low].Target.Start < end; low++)
            if (documents[low].BodyStart >= end) Wait(documents[low]);
    }

    private static int CountBackslashes(ReadOnlySpan<char> text) => text.Length - text.TrimEnd('\\').Length;

    private void Slice(SyntaxNode node)
    {
        if (node.End > node.Start) Slice(node.Source, node.Start, node.End);
    }

    private void Slice(ArithmeticText? text)
    {
        if (text is not null) Slice(text.Word);
    }

    /// <summary>Writes the items of a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="closed">Whether the last one ends in a semicolon too.</param>
    /// <param name="inline">Whether they stand on one line as long as no here-document needs another.</param>
    private void Items(CommandList list, bool closed, bool inline)
    {
        for (int i = 0; i < list.Items.Length; i++)
        {
            ListItem item = list.Items[i];
            bool isLast = i == list.Items.Length - 1;
            Item(item);
            if (item.IsAsync) _text.Append(" &");
            else if (!isLast || closed) _text.Append(';');
            if (isLast) break;
            if (inline) SpaceOrBreak();
            else Break();
        }
    }

    private void Item(ListItem item)
    {
        Pipeline(item.First);
        foreach (AndOrTail tail in item.Rest)
        {
            _text.Append(tail.IsOr ? " ||" : " &&");
            SpaceOrBreak();
            Pipeline(tail.Pipeline);
        }
    }

    private void Pipeline(CommandPipeline pipeline)
    {
        if (pipeline.Timing != PipelineTiming.None) _text.Append(pipeline.Timing == PipelineTiming.Posix ? "time -p" : "time").Append(pipeline.Commands.IsEmpty && !pipeline.IsNegated ? "" : " ");
        if (pipeline.IsNegated) _text.Append(pipeline.Commands.IsEmpty ? "!" : "! ");
        for (int i = 0; i < pipeline.Commands.Length; i++)
        {
            if (i > 0)
            {
                _text.Append(!pipeline.ErrorIsPiped.IsEmpty && pipeline.ErrorIsPiped[i - 1] ? " |&" : " |");
                SpaceOrBreak();
            }
            Command(pipeline.Commands[i]);
        }
    }

    private void Command(CommandNode command)
    {
        if (command.Source.IsEntangled || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Slice(command);
            return;
        }
        switch (command)
        {
            case SimpleCommand simple:
                Simple(simple);
                return;
            case FunctionDefinition function:
                Function(function);
                return;
            case CoprocessCommand coprocess:
                // A name stands only before a compound command.
                _text.Append("coproc ");
                if (coprocess.Body is not SimpleCommand) _text.Append(coprocess.Name).Append(' ');
                Command(coprocess.Body);
                return;
            case ConditionalCommand conditional:
                _text.Append("[[ ");
                Expression(conditional.Expression);
                _text.Append(" ]]");
                break;
            case ArithmeticCommand arithmetic:
                _text.Append("((");
                Slice(arithmetic.Expression);
                _text.Append("))");
                break;
            default:
                Compound(command);
                break;
        }
        foreach (Redirection redirection in command.Redirections) Redirection(redirection);
    }

    private void Simple(SimpleCommand command)
    {
        int start = _text.Length, waiting = _waiting.Count;
        // Behind a redirection a reserved word is an ordinary one.
        bool isReserved = command is { Redirections: not [], Assignments: [], Words: [{ UnquotedText: { } first }, ..] } && IsReserved(first);
        // The subscript of an assignment may hold blanks: an open bracket would be closed by a redirection that did not follow it.
        bool isOpen = !command.Redirections.IsEmpty && command.Words.Any(word => word.Text.LastIndexOf('[') > word.Text.LastIndexOf(']'));
        if (isOpen && command.Redirections.All(redirection => redirection.HereDocument is not { } document || Delimiter(document) == document.Delimiter))
        {
            Slice(command);
            return;
        }
        bool comesFirst = isReserved || isOpen;
        if (comesFirst) Redirections(command.Redirections);
        foreach (Assignment assignment in command.Assignments) Slice(Separated(start), assignment);
        foreach (Word word in command.Words) Slice(Separated(start), word);
        if (!comesFirst) Redirections(command.Redirections);
        if (command.Redirections.IsEmpty || _waiting.Skip(waiting).All(document => command.Redirections.Any(own => own.HereDocument == document))) return;
        // A substitution's document must not come before a word that holds a newline.
        _text.Length = start;
        _waiting.RemoveRange(waiting, _waiting.Count - waiting);
        Slice(command);

        void Redirections(ImmutableArray<Redirection> redirections)
        {
            foreach (Redirection redirection in redirections) Redirection(redirection, Separated(start).Length == start);
        }
    }

    private StringBuilder Separated(int start) => _text.Length > start ? _text.Append(' ') : _text;

    private void Slice(StringBuilder _, SyntaxNode node) => Slice(node);

    private static bool IsReserved(string word) => word is "if" or "then" or "else" or "elif" or "fi" or "do" or "done" or "case" or "esac" or "while" or "until" or "for" or "{" or "}" or "!"
        or "[[" or "select" or "function" or "time" or "coproc" or "-p" or "--";

    private void Redirection(Redirection redirection) => Redirection(redirection, isSeparated: false);

    public static (string Text, bool IsSpaced) Operator(RedirectionKind kind) => kind switch
    {
        RedirectionKind.Input => ("<", true),
        RedirectionKind.Output => (">", true),
        RedirectionKind.Clobber => (">|", true),
        RedirectionKind.Append => (">>", true),
        RedirectionKind.ReadWrite => ("<>", true),
        RedirectionKind.DuplicateInput => ("<&", false),
        RedirectionKind.DuplicateOutput => (">&", false),
        RedirectionKind.HereDocument => ("<<", false),
        RedirectionKind.HereDocumentStripped => ("<<-", false),
        RedirectionKind.HereString => ("<<<", true),
        RedirectionKind.OutputAndError => ("&>", true),
        _ => ("&>>", true),
    };

    private void Redirection(Redirection redirection, bool isSeparated)
    {
        if (!isSeparated && _text[^1] != ' ') _text.Append(' ');
        if (redirection.Variable is { } variable) _text.Append('{').Append(variable).Append('}');
        else if (redirection.Descriptor is { } descriptor) _text.Append(descriptor);
        (string operation, bool isSpaced) = Operator(redirection.Kind);
        _text.Append(operation);
        if (isSpaced) _text.Append(' ');
        if (redirection.HereDocument is not { } document)
        {
            Slice(redirection.Target);
            return;
        }
        string delimiter = Delimiter(document), text = redirection.Target.Text;
        if (delimiter != document.Delimiter) text = document.IsQuoted ? $"'{delimiter}'" : delimiter;
        // "<< -a" and "<< <(a)" would be other operators without the blank.
        if (text[0] is '-' or '<' or '>') _text.Append(' ');
        _text.Append(text);
        Wait(document);
    }
}
