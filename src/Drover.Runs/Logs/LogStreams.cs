namespace Drover.Runs.Logs;

/// <summary>A choice of streams to read.</summary>
[Flags]
public enum LogStreams
{
    /// <summary>None: only gaps are read.</summary>
    None = 0,

    /// <summary>Standard output.</summary>
    Stdout = 1,

    /// <summary>Standard error.</summary>
    Stderr = 2,

    /// <summary>The pseudo-terminal.</summary>
    Terminal = 4,

    /// <summary>Everything, in the order in which it was read from the run.</summary>
    All = Stdout | Stderr | Terminal,
}
