using System.Collections.Immutable;
using Drover.Engine.Processes;

namespace Drover.Shell.Sessions;

/// <summary>A job as it was at one moment. Immutable.</summary>
public sealed record JobInfo
{
    internal JobInfo()
    {
    }

    /// <summary>Its number: the smallest that was free when it started.</summary>
    public required int Id { get; init; }

    /// <summary>The session's id.</summary>
    public required string SessionId { get; init; }

    /// <summary>Its process group.</summary>
    public required int Group { get; init; }

    /// <summary>The pids of its processes, from first to last.</summary>
    public required ImmutableArray<int> Processes { get; init; }

    /// <summary>What it is doing.</summary>
    public required JobState State { get; init; }

    /// <summary>The command as it was written.</summary>
    public required string CommandText { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its last process ended; null while one lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What the kernel last reported of its last process: exited, signalled or stopped; null when it has only run so far.</summary>
    public WaitStatus? Status { get; init; }

    /// <summary>What the kernel reported of each process that has ended or stopped; the kind of the others is <see cref="WaitStatusKind.None"/>.</summary>
    public required ImmutableArray<WaitStatus> Statuses { get; init; }

    /// <summary>The number that shells show for its end; null while it lives.</summary>
    public int? ExitStatus { get; init; }

    /// <summary>Whether nothing waits for it.</summary>
    public bool IsBackground { get; init; }

    /// <summary>What its processes used; null while one lives.</summary>
    public ResourceUsage? Usage { get; init; }
}
