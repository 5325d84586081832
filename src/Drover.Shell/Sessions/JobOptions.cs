namespace Drover.Shell.Sessions;

/// <summary>What a job may have that <see cref="ShellSession.StartAsync"/> starts. Without any it is a job as <c>&amp;</c> makes it.</summary>
/// <remarks>With a limit of memory, processors or processes the job runs under <c>limit</c>: when it is over nothing that it started is alive.</remarks>
public sealed record JobOptions
{
    /// <summary>How long it may take; null for any time. Then it is ended as <see cref="ShellJob.TerminateAsync"/> does, and <see cref="JobFailed"/> says <see cref="JobFailureReason.Timeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long it has to end itself when the time is over, before SIGKILL.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Memory in bytes: of all of it where there are control groups (cgroups(7)), else of each process (RLIMIT_DATA).</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>How many processes and threads it may have. Needs control groups.</summary>
    public int? MaxProcesses { get; init; }

    /// <summary>How many processors it may use, 0.01 or more. Needs control groups.</summary>
    public double? Cpus { get; init; }

    /// <summary>Processor time of each process, in whole seconds (RLIMIT_CPU).</summary>
    public TimeSpan? CpuTime { get; init; }
}
