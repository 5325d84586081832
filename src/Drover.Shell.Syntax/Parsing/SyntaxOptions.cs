namespace Drover.Shell.Syntax.Parsing;

/// <summary>How text is read.</summary>
public sealed record SyntaxOptions
{
    /// <summary>POSIX without bash's additions where these would give a portable script another meaning: <c>[[</c>, <c>((</c>, arrays, <c>function</c>, <c>select</c>, <c>time</c>,
    /// process substitution, <c>&lt;&lt;&lt;</c>, <c>&amp;&gt;</c>, <c>|&amp;</c>, brace expansion.</summary>
    public bool Posix { get; init; }

    /// <summary>Whether <c>?( ) *( ) +( ) @( ) !( )</c> are patterns everywhere (bash's <c>extglob</c>); inside <c>[[ ]]</c> they always are.</summary>
    public bool ExtendedPatterns { get; init; }

    /// <summary>Whether another line may follow: then a here-document without its end and a backslash at the very end are incomplete; else they are accepted.</summary>
    public bool MayContinue { get; init; }

    /// <summary>Bash's additions included.</summary>
    public static SyntaxOptions Default { get; } = new();

    /// <summary>POSIX only.</summary>
    public static SyntaxOptions PosixOnly { get; } = new() { Posix = true };
}
