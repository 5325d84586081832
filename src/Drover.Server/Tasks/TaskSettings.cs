using System.Collections.Immutable;

namespace Drover.Server.Tasks;

/// <summary>What a task sets differently from its profile; null where it does not.</summary>
internal sealed record TaskSettings
{
    /// <summary>Nothing.</summary>
    public static TaskSettings None { get; } = new();

    /// <summary>How long a run may take, in milliseconds.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>How long a run may be silent, in milliseconds.</summary>
    public long? IdleTimeoutMs { get; init; }

    /// <summary>Additional environment of its runs.</summary>
    public ImmutableSortedDictionary<string, string> Env { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What a failure does: "todo", "failed" or "retry".</summary>
    public string? OnFailure { get; init; }

    /// <summary>After how many failures in a row it is not tried again.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The wait before the first retry, in milliseconds; it doubles with each.</summary>
    public long? BackoffMs { get; init; }

    /// <summary>The workspace; null for the default one.</summary>
    public string? Workspace { get; init; }

    /// <summary>Tasks that must be done first.</summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];
}
