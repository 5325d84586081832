using Drover.Server.Runs;
using Drover.Server.Tasks;

namespace Drover.Server.Endpoints;

/// <summary>A run as the API shows it.</summary>
internal sealed record RunAnswer
{
    public required string Id { get; init; }
    public required string TaskId { get; init; }
    public int Attempt { get; init; }
    public required string State { get; init; }
    public ReasonAnswer? Reason { get; init; }
    public required string Cause { get; init; }
    public required string Profile { get; init; }
    public required IReadOnlyList<string> Command { get; init; }
    public required string Cwd { get; init; }
    public string? DurableId { get; init; }
    public int? Pid { get; init; }
    public int? Pgid { get; init; }
    public long? StartTicks { get; init; }
    public string? BootId { get; init; }
    public DateTimeOffset? QueuedAt { get; init; }
    public DateTimeOffset ReservedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public int? ExitCode { get; init; }
    public string? Signal { get; init; }
    public RunStopReport? Stop { get; init; }
    public required RunLimits Limits { get; init; }
    public required string Stdin { get; init; }
    public RunUsage? Usage { get; init; }
    public required LogAnswer Log { get; init; }
    public int Recovered { get; init; }
    public required IReadOnlyList<string> Leftovers { get; init; }

    /// <summary>A run with what its log holds now.</summary>
    public static RunAnswer Of(BoardRun run, LogAnswer? log = null) => new()
    {
        Id = run.Id,
        TaskId = run.TaskId,
        Attempt = run.Attempt,
        State = PhaseNames.Of(run.Phase),
        Reason = ReasonAnswer.Of(run),
        Cause = IntentNames.Of(run.Cause),
        Profile = run.Profile,
        Command = run.Command,
        Cwd = run.WorkingDirectory,
        DurableId = run.DurableId,
        Pid = run.Pid,
        Pgid = run.Pid,
        StartTicks = run.StartTicks,
        BootId = run.BootId,
        QueuedAt = run.QueuedAt,
        ReservedAt = run.ReservedAt,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        ExitCode = run.ExitCode,
        Signal = run.Signal,
        Stop = run.Stop,
        Limits = run.Limits,
        Stdin = run.Rules.Stdin,
        Usage = run.Usage,
        Log = log ?? new LogAnswer(run.LogLast > 0 ? 1 : 0, run.LogLast, run.LogBytes, false),
        Recovered = run.Recovered,
        Leftovers = run.Leftovers,
    };
}
