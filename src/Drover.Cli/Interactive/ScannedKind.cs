namespace Drover.Cli.Interactive;

/// <summary>What a stretch of a command line is.</summary>
internal enum ScannedKind
{
    /// <summary>The name of a command.</summary>
    Command,

    /// <summary>A reserved word where one has a meaning.</summary>
    Keyword,

    /// <summary>An argument, a pattern, or the name that a keyword takes.</summary>
    Argument,

    /// <summary>The name and the sign of an assignment.</summary>
    Assignment,

    /// <summary>An operator of the grammar, redirections included.</summary>
    Operator,

    /// <summary>The word behind a redirection.</summary>
    Target,

    /// <summary>Quoted text with its quotes.</summary>
    Text,

    /// <summary>A parameter, or arithmetic.</summary>
    Variable,

    /// <summary>The lines of a here-document.</summary>
    Document,

    /// <summary>A comment.</summary>
    Comment,
}
