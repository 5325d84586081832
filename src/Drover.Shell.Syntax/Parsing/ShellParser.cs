using Drover.Shell.Syntax.Lexing;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Parsing;

/// <summary>Parses shell text, one complete command at a time.</summary>
/// <remarks>
/// Between two calls the aliases and the options may change, and no line is asked for before its text is needed. The text is a string whose chars stand for one byte each.
/// Constructs may be nested 1,000 deep, and less on a thread with little stack; deeper text is an error and never a stack overflow.
/// </remarks>
public sealed class ShellParser
{
    private readonly ParseContext _context;

    /// <summary>Makes a parser.</summary>
    /// <param name="source">Gives the lines.</param>
    /// <param name="options">How to read them.</param>
    /// <param name="aliases">Gives the value of an alias or null; null when aliases are not expanded.</param>
    /// <param name="line">The number of the first line.</param>
    public ShellParser(ISourceReader source, SyntaxOptions? options = null, Func<string, string?>? aliases = null, int line = 1)
        => _context = new ParseContext(new SourceCursor(source, line), options ?? SyntaxOptions.Default, aliases);

    /// <summary>Makes a parser of a text that is all there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="aliases">Gives the value of an alias or null.</param>
    /// <param name="line">The number of the first line.</param>
    public ShellParser(string text, SyntaxOptions? options = null, Func<string, string?>? aliases = null, int line = 1)
        : this(new TextSource(text), options, aliases, line)
    {
    }

    /// <summary>How text is read from the next command on.</summary>
    public SyntaxOptions Options
    {
        get => _context.Options;
        set => _context.Options = value;
    }

    /// <summary>The aliases from the next command on.</summary>
    public Func<string, string?>? Aliases
    {
        get => _context.Aliases;
        set => _context.Aliases = value;
    }

    /// <summary>The line that comes next.</summary>
    public int Line => _context.Cursor.Line;

    /// <summary>Parses the next line with all that belongs to it: an empty list for a blank line.</summary>
    /// <remarks>After an error the rest of the lines read so far is dropped, so that an interactive shell can go on.</remarks>
    public ParseResult TryParseNext()
    {
        SourceCursor cursor = _context.Cursor;
        cursor.Begin();
        _context.Words.Forget();
        try
        {
            CommandList? list = new CommandParser(_context).ParseLine();
            cursor.Finish();
            return list is null ? ParseResult.End : ParseResult.Complete(list);
        }
        catch (SyntaxFailure failure)
        {
            _context.Reset();
            _context.Words.Reset();
            cursor.Discard();
            return ParseResult.Failed(failure);
        }
    }

    /// <summary>Parses a whole text into one list. Aliases that it defines are not known in it: <c>eval</c> and <c>-c</c> take <see cref="TryParseNext"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="aliases">Gives the value of an alias or null.</param>
    public static ParseResult Parse(string text, SyntaxOptions? options = null, Func<string, string?>? aliases = null)
    {
        SourceCursor cursor = new(new WholeText(text), 1);
        ParseContext context = new(cursor, options ?? SyntaxOptions.Default, aliases);
        cursor.Begin();
        try
        {
            CommandList list = new CommandParser(context).ParseText();
            cursor.Finish();
            return ParseResult.Complete(list);
        }
        catch (SyntaxFailure failure)
        {
            return ParseResult.Failed(failure);
        }
    }

    private sealed class WholeText(string text) : ISourceReader
    {
        private string? _text = text;

        public string? ReadLine(OpenConstruct open)
        {
            string? text = _text;
            _text = null;
            return text is "" ? null : text;
        }
    }
}
