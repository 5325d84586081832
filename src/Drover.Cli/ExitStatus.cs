namespace Drover.Cli;

/// <summary>Exit statuses that are ours and not a run's; the same as those of env(1), timeout(1) and docker(1).</summary>
internal static class ExitStatus
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Ours: a wrong option, an unknown run, a run that was lost, processes that could not be ended.</summary>
    public const int Failure = 125;

    /// <summary>Whoever read our output has gone: 128 + SIGPIPE, as for a program that the signal ends.</summary>
    public const int OutputClosed = 141;
}
