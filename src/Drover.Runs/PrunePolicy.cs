namespace Drover.Runs;

/// <summary>Which ended runs a prune removes. Without any of the limits: all that the filter lets through.</summary>
/// <remarks>Live runs are never removed, nor those whose files can't be read.</remarks>
public sealed record PrunePolicy
{
    /// <summary>Removes those that ended longer ago than this; null for no such limit.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Removes the oldest until the directories of the ended runs take at most so many bytes; null for no such limit.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>The newest so many are kept whatever else is asked for.</summary>
    public int KeepLatest { get; init; }

    /// <summary>Which runs are looked at at all; null for every one. The others are neither removed nor counted.</summary>
    public Func<RunStatus, bool>? Filter { get; init; }
}
