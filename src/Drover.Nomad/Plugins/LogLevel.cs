namespace Drover.Nomad.Plugins;

/// <summary>How much a line of the log matters, in the host's words.</summary>
internal enum LogLevel
{
    /// <summary>Every step.</summary>
    Trace,

    /// <summary>For who looks for a fault.</summary>
    Debug,

    /// <summary>For everybody.</summary>
    Info,

    /// <summary>Something is not as it should be.</summary>
    Warn,

    /// <summary>Something failed.</summary>
    Error,
}
