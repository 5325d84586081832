namespace Drover.Server.Tasks;

/// <summary>Where a task is on the board.</summary>
internal enum TaskLane
{
    /// <summary>To be done.</summary>
    Todo,

    /// <summary>Waiting for a slot.</summary>
    Queued,

    /// <summary>Waiting for tasks that it depends on.</summary>
    Blocked,

    /// <summary>It has a live run.</summary>
    Running,

    /// <summary>Its run is being stopped, and something of it is still alive.</summary>
    Stopping,

    /// <summary>Its run succeeded; somebody has to look at the result.</summary>
    Review,

    /// <summary>The result was approved.</summary>
    Done,

    /// <summary>Its attempts are used up.</summary>
    Failed,

    /// <summary>Out of sight.</summary>
    Archived,
}
