namespace Drover.Shell.Syntax.Nodes;

/// <summary>How the reserved word <c>time</c> stands before a pipeline.</summary>
public enum PipelineTiming
{
    /// <summary>It does not.</summary>
    None,

    /// <summary><c>time</c>.</summary>
    Default,

    /// <summary><c>time -p</c>: the format of POSIX.</summary>
    Posix,
}
