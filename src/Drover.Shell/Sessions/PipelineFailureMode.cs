namespace Drover.Shell.Sessions;

/// <summary>What becomes of a pipeline when one of its stages fails.</summary>
public enum PipelineFailureMode
{
    /// <summary>The others go on until they end themselves, as POSIX says.</summary>
    Continue,

    /// <summary>
    /// The others get SIGTERM, and SIGKILL after the grace. A stage fails by a status that is not zero, or by a signal; SIGPIPE, and the status 141 that shells make of it, is none: it says that who reads has had enough.
    /// </summary>
    KillOthers,
}
