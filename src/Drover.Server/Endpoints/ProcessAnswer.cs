namespace Drover.Server.Endpoints;

/// <summary>A live run as a table of processes shows it; <paramref name="LastLine"/> is the newest line of its output that is not empty, as far as a glance needs it.</summary>
internal sealed record ProcessAnswer(
    string RunId,
    string TaskId,
    string Title,
    string State,
    int? Pid,
    int? Pgid,
    DateTimeOffset? StartedAt,
    long ElapsedMs,
    double? Cpu,
    long? Rss,
    int? Procs,
    long? IdleForMs,
    DateTimeOffset? TimeoutAt,
    long LogRecords,
    long LogBytes,
    string? LastLine,
    string? Stuck);
