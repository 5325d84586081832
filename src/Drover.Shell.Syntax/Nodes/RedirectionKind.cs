namespace Drover.Shell.Syntax.Nodes;

/// <summary>The redirection operators.</summary>
public enum RedirectionKind
{
    /// <summary><c>&lt;</c>.</summary>
    Input,

    /// <summary><c>&gt;</c>: obeys noclobber.</summary>
    Output,

    /// <summary><c>&gt;|</c>.</summary>
    Clobber,

    /// <summary><c>&gt;&gt;</c>.</summary>
    Append,

    /// <summary><c>&lt;&gt;</c>.</summary>
    ReadWrite,

    /// <summary><c>&lt;&amp;</c>: the target expands to a number or to <c>-</c>.</summary>
    DuplicateInput,

    /// <summary><c>&gt;&amp;</c>: the target expands to a number or to <c>-</c>; in bash, else, to a file for output and error.</summary>
    DuplicateOutput,

    /// <summary><c>&lt;&lt;</c>.</summary>
    HereDocument,

    /// <summary><c>&lt;&lt;-</c>.</summary>
    HereDocumentStripped,

    /// <summary><c>&lt;&lt;&lt;</c>.</summary>
    HereString,

    /// <summary><c>&amp;&gt;</c>.</summary>
    OutputAndError,

    /// <summary><c>&amp;&gt;&gt;</c>.</summary>
    AppendOutputAndError,
}
