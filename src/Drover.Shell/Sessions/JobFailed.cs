using Drover.Engine.Processes;

namespace Drover.Shell.Sessions;

/// <summary>A job was ended by a signal or a limit, or could not be started.</summary>
public sealed record JobFailed : JobEvent
{
    internal JobFailed()
    {
    }

    /// <summary>Why.</summary>
    public JobFailureReason Reason { get; internal init; }

    /// <summary>What the kernel reported of its last process; null when it was never started.</summary>
    public WaitStatus? End { get; internal init; }

    /// <summary>From its start to the end of its last process; zero when it was never started.</summary>
    public TimeSpan Duration { get; internal init; }
}
