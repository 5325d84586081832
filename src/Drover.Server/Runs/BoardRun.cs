using System.Collections.Immutable;
using Drover.Server.Agents;
using Drover.Server.Tasks;

namespace Drover.Server.Runs;

/// <summary>One attempt at a task, as it is at one moment. Immutable.</summary>
internal sealed record BoardRun
{
    /// <summary>"r_01J…".</summary>
    public required string Id { get; init; }

    /// <summary>The number of its task.</summary>
    public required long TaskSeq { get; init; }

    /// <summary>"t-12".</summary>
    public string TaskId => TaskIds.Of(TaskSeq);

    /// <summary>Counted from 1 for each task.</summary>
    public int Attempt { get; init; }

    /// <summary>Who started it.</summary>
    public required Intent Cause { get; init; }

    /// <summary>Where it is in its life.</summary>
    public RunPhase Phase { get; init; }

    /// <summary>For programs: why it ended so ("completed", "exit_code", "user", "timeout", …); null while it has not.</summary>
    public string? ReasonKind { get; init; }

    /// <summary>For people; null when there is no more to say.</summary>
    public string? ReasonText { get; init; }

    /// <summary>The name of its profile.</summary>
    public required string Profile { get; init; }

    /// <summary>The command and its arguments.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Where it runs.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The durable run that it is; null before the start.</summary>
    public string? DurableId { get; init; }

    /// <summary>The leader's pid, its process group and session; null before the start.</summary>
    public int? Pid { get; init; }

    /// <summary>When the leader started, in clock ticks since boot.</summary>
    public long? StartTicks { get; init; }

    /// <summary>The boot that pid and ticks belong to.</summary>
    public string? BootId { get; init; }

    /// <summary>The server that started it.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>Since when its task had been waiting; null when it did not wait.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When it took its slot.</summary>
    public DateTimeOffset ReservedAt { get; init; }

    /// <summary>When its command was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last process of it had gone.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The exit code; null when there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The name of the signal that ended it.</summary>
    public string? Signal { get; init; }

    /// <summary>The end that was asked for: it beats what the exit code says. Null when none was.</summary>
    public string? EndReason { get; init; }

    /// <summary>The stop that was asked for; null when none was.</summary>
    public RunStopReport? Stop { get; init; }

    /// <summary>What it may take.</summary>
    public required RunLimits Limits { get; init; }

    /// <summary>How it is stopped and its end is read.</summary>
    public RunRules Rules { get; init; } = RunRules.Usual;

    /// <summary>What it used, once it has ended.</summary>
    public RunUsage? Usage { get; init; }

    /// <summary>The number of its last log record, once it has ended.</summary>
    public long LogLast { get; init; }

    /// <summary>Bytes of its log, once it has ended.</summary>
    public long LogBytes { get; init; }

    /// <summary>Bytes of output that its log still held when it ended; null before, and where that is not known.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>How often a starting server found it live.</summary>
    public int Recovered { get; init; }

    /// <summary>Processes that could not be ended, one a line.</summary>
    public ImmutableArray<string> Leftovers { get; init; } = [];
}
