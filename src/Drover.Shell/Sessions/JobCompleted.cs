using Drover.Engine.Processes;

namespace Drover.Shell.Sessions;

/// <summary>A job has exited, with whatever exit status. Either this or <see cref="JobFailed"/> ends every job.</summary>
public sealed record JobCompleted : JobEvent
{
    internal JobCompleted()
    {
    }

    /// <summary>The exit status of its last process.</summary>
    public int ExitStatus { get; internal init; }

    /// <summary>From its start to the end of its last process.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>What its processes used.</summary>
    public ResourceUsage Usage { get; internal init; }
}
