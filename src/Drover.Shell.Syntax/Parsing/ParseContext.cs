using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Drover.Shell.Syntax.Diagnostics;
using Drover.Shell.Syntax.Lexing;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Parsing;

/// <summary>What the readers of words and commands share while one text is parsed.</summary>
internal sealed class ParseContext
{
    /// <summary>How deep constructs may be nested. A level takes up to about 1.5 kB of stack, so besides the runtime is asked whether there is enough.</summary>
    public const int GreatestDepth = 1000;

    /// <summary>How long the texts inside of texts that hold each other may be together: each is a copy of a piece of the one around it.</summary>
    private const int GreatestNestedLength = 16_000_000;

    private readonly string? _nestedIn;
    private readonly long _nestedLength;
    private int _depth;

    public ParseContext(SourceCursor cursor, SyntaxOptions options, Func<string, string?>? aliases)
    {
        Cursor = cursor;
        Options = options;
        Aliases = aliases;
        Words = new WordReader(this);
    }

    /// <summary>For text inside of a text: a backquoted substitution, a here-document.</summary>
    /// <param name="outer">The context of the text around it.</param>
    /// <param name="text">The text.</param>
    /// <param name="line">The line where it starts.</param>
    /// <param name="nestedIn">What ends where it ends, in words.</param>
    public ParseContext(ParseContext outer, string text, int line, string nestedIn) : this(new SourceCursor(null, line), outer.Options, outer.Aliases)
    {
        Cursor.Push(text);
        Cursor.Begin();
        Cursor.Source.Text = text.Contains('\0') ? text.Replace("\0", "") : text;
        _nestedIn = nestedIn;
        _nestedLength = outer.IsNested ? outer._nestedLength + text.Length : 0;
        if (_nestedLength > GreatestNestedLength)
            throw new SyntaxFailure(new Diagnostic(line, 1, $"syntax error: nested too deeply (texts of {_nestedLength} bytes in each other)"), OpenConstruct.None);
        _depth = outer._depth;
    }

    public SourceCursor Cursor { get; }

    public SyntaxOptions Options { get; set; }

    public Func<string, string?>? Aliases { get; set; }

    public WordReader Words { get; }

    public bool IsNested => _nestedIn is not null;

    /// <summary>Here-documents of a substitution that ended on their line: their bodies start after the newline of the line around it.</summary>
    public List<Nodes.HereDocument> Pending { get; } = [];

    /// <summary>Opens a construct.</summary>
    public void Enter(OpenConstruct construct)
    {
        if (++_depth > GreatestDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            SourcePosition here = Cursor.Here();
            throw new SyntaxFailure(new Diagnostic(here.Line, here.Column, $"syntax error: nested too deeply (level {_depth})"), OpenConstruct.None);
        }
        Cursor.Open.Add(construct);
    }

    /// <summary>Closes the innermost construct.</summary>
    public void Leave()
    {
        _depth--;
        Cursor.Open.RemoveAt(Cursor.Open.Count - 1);
    }

    /// <summary>Forgets what was open when a parse failed.</summary>
    public void Reset()
    {
        _depth = 0;
        Cursor.Open.Clear();
    }

    [DoesNotReturn]
    public void FailAtEnd(string expected, OpenConstruct open = OpenConstruct.None)
    {
        SourcePosition here = Cursor.Here();
        if (open == OpenConstruct.None) open = Cursor.Open.Count > 0 ? Cursor.Open[^1] : OpenConstruct.Continuation;
        string found = _nestedIn ?? "end of file";
        throw new SyntaxFailure(new Diagnostic(here.Line, here.Column, $"syntax error: unexpected {found}, expected {expected}", found, expected),
            IsNested ? OpenConstruct.None : open);
    }

    [DoesNotReturn]
    public static void Fail(SourcePosition position, string found, string expected)
        => throw new SyntaxFailure(new Diagnostic(position.Line, position.Column, $"syntax error: unexpected {found}, expected {expected}", found, expected),
            OpenConstruct.None);
}
