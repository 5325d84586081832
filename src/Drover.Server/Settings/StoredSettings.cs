namespace Drover.Server.Settings;

/// <summary>What people have set while the server runs; null where what it was started with holds. Immutable; kept in the database.</summary>
internal sealed record StoredSettings
{
    /// <summary>Nothing set.</summary>
    public static StoredSettings None { get; } = new();

    /// <summary>How long a run may take, in milliseconds; 0 for ever.</summary>
    public long? TaskTimeoutMs { get; init; }

    /// <summary>How long a run may be silent, in milliseconds; 0 for ever.</summary>
    public long? IdleTimeoutMs { get; init; }

    /// <summary>How long a run may take to end after the first signal of a stop, in milliseconds.</summary>
    public long? StopGraceMs { get; init; }

    /// <summary>The profile of tasks that name none.</summary>
    public string? DefaultProfile { get; init; }

    /// <summary>For how long ended runs are kept with their logs, in milliseconds; 0 for ever.</summary>
    public long? LogRetentionMs { get; init; }

    /// <summary>How many bytes of a run's output are kept; 0 for all.</summary>
    public long? LogMaxBytes { get; init; }

    /// <summary>How many bytes of the output of all ended runs together are kept; 0 for all.</summary>
    public long? LogTotalBytes { get; init; }

    /// <summary>How many ended runs of a task are kept; 0 for all.</summary>
    public long? KeptRuns { get; init; }

    /// <summary>Counts its changes; its ETag.</summary>
    public long Rev { get; init; } = 1;
}
