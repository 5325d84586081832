using System.Collections.Immutable;
using Drover.Engine.Processes;

namespace Drover.Runs;

/// <summary>What is known of a run at one moment; kept as status.json, written anew at each change. Immutable.</summary>
public sealed record RunStatus
{
    /// <summary>The run's id: 12 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, if it has one.</summary>
    public string? Name { get; init; }

    /// <summary>Its labels.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The command for people.</summary>
    public string Command { get; init; } = "";

    /// <summary>The working directory for people.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Where it is in its life.</summary>
    public RunState State { get; init; }

    /// <summary>How its last attempt ended, once it has.</summary>
    public RunOutcome Outcome { get; init; }

    /// <summary>The leader's wait status, once it has ended; its kind is <see cref="WaitStatusKind.None"/> before, and for a lost run.</summary>
    public WaitStatus LeaderStatus { get; init; }

    /// <summary>One sentence on why it ended so, where the outcome does not say all: "reboot", "drover-shim was killed", the start's error.</summary>
    public string? Reason { get; init; }

    /// <summary>When the run was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the latest attempt started; null before the first has.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last process of it had gone.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the next attempt is due, while one is waited for.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The boot that the pids below belong to.</summary>
    public string BootId { get; init; } = "";

    /// <summary>The shim that holds it.</summary>
    public ProcessIdentity Shim { get; init; }

    /// <summary>The leader of the latest attempt; its pid is its process group, and its session too unless it has a terminal: then that is the shim's.</summary>
    public ProcessIdentity Leader { get; init; }

    /// <summary>The attempts so far, oldest first; at most the first and the latest 49 are kept.</summary>
    public ImmutableArray<RunAttempt> Attempts { get; init; } = [];

    /// <summary>How many attempts there were.</summary>
    public int AttemptCount { get; init; }

    /// <summary>Whether it has a pseudo-terminal.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>When it is started again.</summary>
    public RestartPolicy Restart { get; init; }

    /// <summary>The stop that is or was carried out; null when there was none.</summary>
    public RunStop? Stop { get; init; }

    /// <summary>Processes that could not be ended.</summary>
    public ImmutableArray<RunLeftover> Leftovers { get; init; } = [];

    /// <summary>What the whole tree used, summed when processes are reaped.</summary>
    public ResourceUsage Usage { get; init; }

    /// <summary>Records in the log.</summary>
    public long LogRecords { get; init; }

    /// <summary>Bytes kept in the log.</summary>
    public long LogBytes { get; init; }

    /// <summary>Bytes of output that could not be kept, for want of space.</summary>
    public long LogLostBytes { get; init; }

    /// <summary>How many orphans of it were reaped.</summary>
    public int StraysReaped { get; init; }

    /// <summary>"starting", "healthy", "unhealthy"; null without a health command.</summary>
    public string? Health { get; init; }

    /// <summary>When its leader was stopped by a signal (Ctrl-Z, SIGSTOP); null while it goes on.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>A sentence when it seems stuck; null otherwise.</summary>
    public string? Stuck { get; init; }

    /// <summary>The directories of its control group.</summary>
    public ImmutableArray<string> ControlGroups { get; init; } = [];

    /// <summary>The exit status that <c>drover run</c> and <c>drover wait</c> give for it.</summary>
    public int ExitStatus => Outcome switch
    {
        RunOutcome.TimedOut or RunOutcome.IdleTimedOut => 124,
        RunOutcome.StartFailed => StartFailedStatus,
        RunOutcome.Lost => 125,
        RunOutcome.None => 0,
        _ => LeaderStatus.ExitStatus,
    };

    /// <summary>With <see cref="RunOutcome.StartFailed"/>: 127 not found, 126 not executable, 125 anything else.</summary>
    public int StartFailedStatus { get; init; } = 125;
}
