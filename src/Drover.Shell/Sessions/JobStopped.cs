using Drover.Engine.Signals;

namespace Drover.Shell.Sessions;

/// <summary>A job was stopped by a signal.</summary>
public sealed record JobStopped : JobEvent
{
    internal JobStopped()
    {
    }

    /// <summary>The signal.</summary>
    public Signal Signal { get; internal init; }
}
