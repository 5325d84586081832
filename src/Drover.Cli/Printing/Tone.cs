namespace Drover.Cli.Printing;

/// <summary>How a piece of text is meant, from which its look on a terminal follows.</summary>
internal enum Tone
{
    /// <summary>As any other.</summary>
    Plain,

    /// <summary>It is as it should be.</summary>
    Good,

    /// <summary>It deserves a look.</summary>
    Warning,

    /// <summary>It has gone wrong.</summary>
    Bad,

    /// <summary>Less important than the rest.</summary>
    Dim,

    /// <summary>It names what stands beside or below.</summary>
    Heading,
}
