using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Syntax.Lexing;

/// <summary>A token with its place.</summary>
internal struct Token
{
    public TokenKind Kind;
    public SourcePosition Position;
    public CursorMark Mark;
    public int End;

    /// <summary>For a word, and for an assignment that is an argument.</summary>
    public Word? Word;

    public Assignment? Assignment;

    /// <summary>The number or name before a redirection operator.</summary>
    public string? Text;

    public readonly bool IsRedirection => Kind >= TokenKind.Less;

    /// <summary>The text of an unquoted word: a reserved word or an alias perhaps.</summary>
    public readonly string? Unquoted => Kind == TokenKind.Word ? Word!.UnquotedText : null;
}
