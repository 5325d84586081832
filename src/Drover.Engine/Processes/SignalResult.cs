namespace Drover.Engine.Processes;

/// <summary>What became of a signal.</summary>
public enum SignalResult
{
    /// <summary>The kernel took it.</summary>
    Sent,

    /// <summary>The process has ended, or its number belongs to another one now; nobody was signalled.</summary>
    Gone,

    /// <summary>It lives, but may not be signalled by us (EPERM): another user's process.</summary>
    NotPermitted,
}
