namespace Drover.Runs;

/// <summary>What the standard input of a run is.</summary>
public enum InputKind
{
    /// <summary>/dev/null. With a pseudo-terminal: the terminal.</summary>
    None,

    /// <summary>The caller's own standard input, handed over as it is.</summary>
    Inherit,

    /// <summary>A pipe that whoever attaches writes to.</summary>
    Pipe,

    /// <summary>A file.</summary>
    File,
}
