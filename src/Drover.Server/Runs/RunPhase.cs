namespace Drover.Server.Runs;

/// <summary>Where a board run is in its life. Those up to <see cref="Stopping"/> hold a slot; the others are final.</summary>
internal enum RunPhase
{
    /// <summary>It holds a slot; nothing has been started.</summary>
    Reserved,

    /// <summary>Its durable run is being made.</summary>
    Starting,

    /// <summary>Its command runs.</summary>
    Running,

    /// <summary>It is being stopped.</summary>
    Stopping,

    /// <summary>Its command ended as wished.</summary>
    Succeeded,

    /// <summary>Its command ended otherwise.</summary>
    Failed,

    /// <summary>It was stopped on request.</summary>
    Stopped,

    /// <summary>It took longer than it may.</summary>
    TimedOut,

    /// <summary>It was silent for longer than it may be.</summary>
    IdleTimedOut,

    /// <summary>Its agent was told to come back later.</summary>
    RateLimited,

    /// <summary>Its command could not be started.</summary>
    StartFailed,

    /// <summary>It needed more memory than it may use.</summary>
    Oom,

    /// <summary>Nobody knows how it ended.</summary>
    Lost,

    /// <summary>It was found without a task of its own and was ended.</summary>
    OrphanKilled,
}
