using Drover.Engine.Signals;

namespace Drover.Engine.Pipelines;

/// <summary>How something is stopped: a signal, the time it is given, then SIGKILL.</summary>
/// <param name="Signal">
/// What is sent first, to the group and every descendant, followed by SIGCONT. On a controlling terminal those who ignore it get SIGHUP besides,
/// as if the terminal were closed: interactive shells ignore SIGTERM.
/// </param>
/// <param name="Grace">How long all of them may take; zero goes straight to SIGKILL.</param>
public readonly record struct StopPolicy(Signal Signal, TimeSpan Grace)
{
    /// <summary>How long after SIGKILL is waited for the last process to go.</summary>
    public static readonly TimeSpan KillWait = TimeSpan.FromSeconds(5);

    /// <summary>SIGTERM and ten seconds.</summary>
    public static StopPolicy Default => new(Signal.TERM, TimeSpan.FromSeconds(10));

    /// <summary>SIGKILL at once.</summary>
    public static StopPolicy Kill => new(Signal.KILL, TimeSpan.Zero);
}
