namespace Drover.Shell.Sessions;

/// <summary>A job has started, all of its processes together.</summary>
public sealed record JobStarted : JobEvent
{
    internal JobStarted()
    {
    }

    /// <summary>Its process group.</summary>
    public int Group { get; internal init; }

    /// <summary>Whether nothing waits for it.</summary>
    public bool IsBackground { get; internal init; }
}
