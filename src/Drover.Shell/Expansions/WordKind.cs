namespace Drover.Shell.Expansions;

/// <summary>The words that have a short way.</summary>
internal enum WordKind
{
    /// <summary>None of the others.</summary>
    General,

    /// <summary>Always the same single field.</summary>
    Constant,

    /// <summary><c>$name</c>.</summary>
    Parameter,

    /// <summary><c>"$name"</c>.</summary>
    QuotedParameter,
}
