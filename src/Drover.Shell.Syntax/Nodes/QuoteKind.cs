namespace Drover.Shell.Syntax.Nodes;

/// <summary>How text is quoted.</summary>
public enum QuoteKind
{
    /// <summary>A backslash before one char.</summary>
    Backslash,

    /// <summary><c>'…'</c>.</summary>
    Single,

    /// <summary><c>$'…'</c>.</summary>
    AnsiC,

    /// <summary>Inside double quotes, a here-document, or an arithmetic expansion.</summary>
    Double,
}
