namespace Drover.Shell.Sessions;

/// <summary>Why a job did not come to an exit of its own.</summary>
public enum JobFailureReason
{
    /// <summary>There is no such command.</summary>
    NotFound,

    /// <summary>It was found but can't be executed.</summary>
    NotExecutable,

    /// <summary>Its processes could not be started: no memory, no process, no descriptor left.</summary>
    SpawnError,

    /// <summary>A signal ended its last process.</summary>
    Signalled,

    /// <summary>It was ended because its time was over.</summary>
    Timeout,

    /// <summary>A limit of the session forbade it or ended it.</summary>
    LimitExceeded,

    /// <summary>One of its stages failed, and the others were ended for that (<see cref="PipelineFailureMode.KillOthers"/>).</summary>
    StageFailed,

    /// <summary>The session's <see cref="ICommandPolicy"/> denied it.</summary>
    Denied,
}
