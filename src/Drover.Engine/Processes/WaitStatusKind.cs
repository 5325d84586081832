namespace Drover.Engine.Processes;

/// <summary>The kinds of state change that a parent is told of.</summary>
public enum WaitStatusKind
{
    /// <summary>None yet: it runs.</summary>
    None,

    /// <summary>It ended by itself, with an exit code.</summary>
    Exited,

    /// <summary>A signal ended it.</summary>
    Signalled,

    /// <summary>A signal stopped it.</summary>
    Stopped,

    /// <summary>It goes on after having been stopped.</summary>
    Continued,
}
