namespace Drover.Shell.Sessions;

/// <summary>How a session is made. Immutable.</summary>
public sealed record SessionOptions
{
    /// <summary>The environment that it starts with; null for the one that this process was started with.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Where it starts; null for the working directory of this process at that moment.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The file mode creation mask, 0 to 0777; null for that of this process.</summary>
    public int? Umask { get; init; }

    /// <summary><c>$0</c>, and the name in messages.</summary>
    public string Name { get; init; } = "sh";

    /// <summary><c>$1</c> and so on.</summary>
    public IReadOnlyList<string> Positional { get; init; } = [];

    /// <summary>Whether only what POSIX specifies is read, without bash's additions.</summary>
    public bool PosixMode { get; init; }

    /// <summary>Whether a bare number that names a job means the job for <c>kill</c>: <c>kill 1</c>. Otherwise it is a pid, as in every shell.</summary>
    public bool NumbersNameJobs { get; init; } = true;

    /// <summary>Whether starting and ending jobs is said in <see cref="ShellResult.Output"/>: "Job started: 1", "Job 1 terminated".</summary>
    public bool AnnouncesJobs { get; init; } = true;

    /// <summary>Whether everything that a job starts belongs to it, also what detaches itself by setsid(2), so that nothing outlives its end or the session.</summary>
    public bool Contained { get; init; }

    /// <summary>What commands read when an evaluation gives them nothing; null for an empty input.</summary>
    public Stream? StandardInput { get; init; }

    /// <summary>Gets a copy of all standard output, of evaluations and of what they left running; null for none.</summary>
    public Stream? StandardOutput { get; init; }

    /// <summary>Gets a copy of all standard error; null for none.</summary>
    public Stream? StandardError { get; init; }

    /// <summary>The host's own commands.</summary>
    public ShellCommandSet Commands { get; init; } = ShellCommandSet.Empty;

    /// <summary>What becomes of a pipeline when one of its stages fails.</summary>
    public PipelineFailureMode FailureMode { get; init; }

    /// <summary>Decides what commands may be; null for all.</summary>
    public ICommandPolicy? Policy { get; init; }

    /// <summary>How long a job must have done nothing to be told as <see cref="JobQuiet"/>; null for never, which costs nothing.</summary>
    public TimeSpan? QuietAfter { get; init; }

    /// <summary>How many jobs may live at once in the background.</summary>
    public int MaxJobs { get; init; } = 4096;

    /// <summary>How many bytes of each stream an evaluation keeps.</summary>
    public int MaxOutputBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many of the newest bytes that a background job wrote are kept.</summary>
    public int MaxJobOutputBytes { get; init; } = 256 * 1024;

    /// <summary>How long an evaluation may take; null for any time.</summary>
    public TimeSpan? EvalTimeout { get; init; }

    /// <summary>How long an ended job whose end nobody asked about stays in the table.</summary>
    public TimeSpan FinishedJobRetention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many ended jobs whose end nobody asked about stay in the table.</summary>
    public int MaxFinishedJobs { get; init; } = 4096;

    /// <summary>How many evaluations <see cref="ShellSession.History"/> remembers.</summary>
    public int HistoryLength { get; init; } = 1000;

    /// <summary>How many events wait for a slow watcher before the oldest are dropped.</summary>
    public int EventBuffer { get; init; } = 8192;

    /// <summary>How long jobs have to end themselves when the session is disposed, before SIGKILL.</summary>
    public TimeSpan DisposeGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the texts of commands are left out of activities, because they may hold secrets.</summary>
    public bool RedactsCommands { get; init; }

    /// <summary>The clock of times and of the retention.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
