using System.Text;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Lexing;

/// <summary>Reads the body of a here-document from the start of a line.</summary>
internal sealed class HereDocumentReader(ParseContext context)
{
    public void Read(HereDocument document)
    {
        SourceCursor cursor = context.Cursor;
        SourcePosition start = cursor.Here();
        document.BodyStart = start.Offset;
        StringBuilder body = new();
        context.Enter(OpenConstruct.HereDocument);
        while (true)
        {
            // A line continued by backslash-newline is one line, and may be the delimiter in pieces.
            string joined = "";
            int before = body.Length;
            CursorMark mark = cursor.Mark();
            string? line = cursor.TakeLine();
            if (line is null)
            {
                if (context.Options.MayContinue) context.FailAtEnd($"the end '{document.Delimiter}' of a here-document");
                break;
            }
            int tabs = document.IsStripped ? line.Length - line.AsSpan().TrimStart('\t').Length : 0;
            line = line[tabs..];
            if (EndsSubstitution(document, line))
            {
                cursor.Return(mark);
                for (int i = tabs + document.Delimiter.Length; i > 0; i--) cursor.Advance();
                document.IsEnded = true;
                break;
            }
            while (!document.IsQuoted && EndsInBackslash(line))
            {
                if (joined.Length <= document.Delimiter.Length) joined += line[..^1];
                body.Append(line).Append('\n');
                line = cursor.TakeLine();
                if (line is null) break;
            }
            line ??= "";
            if (joined.Length + line.Length == document.Delimiter.Length && joined + line == document.Delimiter)
            {
                body.Length = before;
                document.IsEnded = true;
                break;
            }
            body.Append(line).Append('\n');
        }
        document.Body = Parse(document, body.ToString(), start);
        context.Leave();
    }

    // As in bash the delimiter may stand on the line of the parenthesis that closes the substitution.
    private bool EndsSubstitution(HereDocument document, string line) =>
        document.Delimiter.Length > 0 && line.StartsWith(document.Delimiter, StringComparison.Ordinal) && line.AsSpan(document.Delimiter.Length).TrimStart(" \t").StartsWith(")")
        && !context.Options.Posix && context.Cursor.Open.Exists(static open => open is OpenConstruct.CommandSubstitution or OpenConstruct.ProcessSubstitution);

    private Word Parse(HereDocument document, string body, SourcePosition start)
    {
        if (!document.IsQuoted) return new ParseContext(context, body, start.Line, "end of here-document").Words.Read(WordEnd.Text, quoted: true);
        SourceText source = new(body);
        SourcePosition position = new(0, start.Line, 1);
        return body.Length == 0 ? new Word(source, position, 0, [])
            : new Word(source, position, body.Length, [new QuotedPart(0, body.Length, body, QuoteKind.Single)]);
    }

    private static bool EndsInBackslash(string line)
    {
        int count = 0;
        while (count < line.Length && line[line.Length - 1 - count] == '\\') count++;
        return count % 2 == 1;
    }
}
