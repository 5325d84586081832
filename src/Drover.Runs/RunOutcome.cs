namespace Drover.Runs;

/// <summary>How a run, or one attempt of it, ended. What was asked for beats what the exit status says.</summary>
public enum RunOutcome
{
    /// <summary>Not yet.</summary>
    None,

    /// <summary>The leader exited by itself.</summary>
    Exited,

    /// <summary>A signal from elsewhere ended the leader.</summary>
    Signalled,

    /// <summary>It was stopped on request.</summary>
    Stopped,

    /// <summary>It took longer than its timeout.</summary>
    TimedOut,

    /// <summary>It was silent for longer than its idle timeout.</summary>
    IdleTimedOut,

    /// <summary>It needed more memory than it may use.</summary>
    Oom,

    /// <summary>Its command could not be started.</summary>
    StartFailed,

    /// <summary>Whoever held it died, or the machine restarted: nobody knows how it ended.</summary>
    Lost,
}
