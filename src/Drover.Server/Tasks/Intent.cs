namespace Drover.Server.Tasks;

/// <summary>On whose behalf something happens to a task.</summary>
internal enum Intent
{
    /// <summary>A person or program asked for it.</summary>
    User,

    /// <summary>The queue had a slot for it.</summary>
    Scheduler,

    /// <summary>A failure is tried again.</summary>
    Retry,

    /// <summary>The server found it when it started.</summary>
    Recovery,

    /// <summary>The server is stopping.</summary>
    Shutdown,

    /// <summary>The run did it by itself.</summary>
    Run,
}
