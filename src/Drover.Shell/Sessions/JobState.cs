namespace Drover.Shell.Sessions;

/// <summary>What a job is doing.</summary>
public enum JobState
{
    /// <summary>A process of it runs.</summary>
    Running,

    /// <summary>All of its processes that live are stopped.</summary>
    Stopped,

    /// <summary>Its last process exited, and no other lives.</summary>
    Exited,

    /// <summary>A signal ended its last process, and no other lives.</summary>
    Terminated,
}
