using Drover.Server.Runs;

namespace Drover.Server.Tasks;

/// <summary>Something that is asked for or has happened to a task. A closed set.</summary>
/// <param name="Kind">The word in the audit table.</param>
internal abstract record TaskEvent(string Kind)
{
    /// <summary>A run is to be started; <paramref name="Reserved"/> takes the slot.</summary>
    internal sealed record RunAsked(BoardRun Reserved) : TaskEvent("run-asked");

    /// <summary>Its command has been started.</summary>
    internal sealed record Started(StartedProcess Process) : TaskEvent("started");

    /// <summary>Its command could not be started.</summary>
    internal sealed record StartFailed(Attention Why) : TaskEvent("start-failed");

    /// <summary>The live run is to be stopped.</summary>
    internal sealed record StopAsked(StopWish Wish) : TaskEvent("stop-asked");

    /// <summary>Somebody else is stopping the run: a timeout, or <c>drover stop</c>.</summary>
    internal sealed record StopSeen(StopWish Wish) : TaskEvent("stop-seen");

    /// <summary>Nothing of the run is alive any more.</summary>
    internal sealed record Ended(RunEnd End) : TaskEvent("ended");

    /// <summary>A starting server found that the command of the run was never started.</summary>
    internal sealed record NeverStarted() : TaskEvent("never-started");

    /// <summary>A starting server found the run live.</summary>
    internal sealed record Reattached() : TaskEvent("reattached");

    /// <summary>A task that waits depends on others that are not done.</summary>
    internal sealed record DependencyMissing(IReadOnlyList<string> On) : TaskEvent("blocked");

    /// <summary>All that a task depends on is done.</summary>
    internal sealed record DependencyMet() : TaskEvent("unblocked");

    /// <summary>It is to wait in the queue.</summary>
    internal sealed record QueueAsked() : TaskEvent("queued");

    /// <summary>It is to leave the queue.</summary>
    internal sealed record DequeueAsked() : TaskEvent("dequeued");

    /// <summary>Its result is good.</summary>
    internal sealed record Approved() : TaskEvent("approved");

    /// <summary>Its result is not good.</summary>
    /// <param name="Note">What is missing; may be empty.</param>
    internal sealed record Rejected(string Note) : TaskEvent("rejected");

    /// <summary>It is to be put out of sight.</summary>
    internal sealed record ArchiveAsked() : TaskEvent("archived");

    /// <summary>It is to go to a lane by hand.</summary>
    internal sealed record MoveAsked(TaskLane To) : TaskEvent("moved");
}
