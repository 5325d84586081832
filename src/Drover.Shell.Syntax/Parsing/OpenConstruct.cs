namespace Drover.Shell.Syntax.Parsing;

/// <summary>The innermost construct that wants more text.</summary>
public enum OpenConstruct
{
    /// <summary>None: a command starts.</summary>
    None,

    /// <summary>A line ended in a backslash.</summary>
    Continuation,

    /// <summary><c>'</c>.</summary>
    SingleQuote,

    /// <summary><c>$'</c>.</summary>
    AnsiQuote,

    /// <summary><c>"</c>.</summary>
    DoubleQuote,

    /// <summary>A backquote.</summary>
    Backquote,

    /// <summary><c>$(</c>.</summary>
    CommandSubstitution,

    /// <summary><c>&lt;(</c> or <c>&gt;(</c>.</summary>
    ProcessSubstitution,

    /// <summary><c>$((</c> or <c>((</c>.</summary>
    Arithmetic,

    /// <summary><c>${</c>.</summary>
    Parameter,

    /// <summary><c>name=(</c>.</summary>
    Array,

    /// <summary>A here-document.</summary>
    HereDocument,

    /// <summary>After <c>|</c>.</summary>
    Pipe,

    /// <summary>After <c>&amp;&amp;</c>.</summary>
    And,

    /// <summary>After <c>||</c>.</summary>
    Or,

    /// <summary><c>{</c>.</summary>
    BraceGroup,

    /// <summary><c>(</c>.</summary>
    Subshell,

    /// <summary><c>if</c>.</summary>
    If,

    /// <summary><c>while</c>.</summary>
    While,

    /// <summary><c>until</c>.</summary>
    Until,

    /// <summary><c>for</c>.</summary>
    For,

    /// <summary><c>select</c>.</summary>
    Select,

    /// <summary><c>case</c>.</summary>
    Case,

    /// <summary><c>name()</c>.</summary>
    Function,

    /// <summary><c>[[</c>.</summary>
    Conditional,
}
