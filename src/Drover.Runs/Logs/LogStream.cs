namespace Drover.Runs.Logs;

/// <summary>Where bytes of a log came from; the number is the one on disk.</summary>
public enum LogStream
{
    /// <summary>Nowhere: a gap.</summary>
    None = 0,

    /// <summary>The run's standard output.</summary>
    Stdout = 1,

    /// <summary>The run's standard error.</summary>
    Stderr = 2,

    /// <summary>The run's pseudo-terminal, where both are one.</summary>
    Terminal = 3,
}
