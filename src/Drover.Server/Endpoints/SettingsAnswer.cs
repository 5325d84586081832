using Drover.Server.Settings;

namespace Drover.Server.Endpoints;

/// <summary>What holds now, and where each of it comes from.</summary>
internal sealed record SettingsAnswer
{
    public int Capacity { get; init; }
    public long? TaskTimeoutMs { get; init; }
    public long? IdleTimeoutMs { get; init; }
    public long StopGraceMs { get; init; }
    public required string DefaultProfile { get; init; }
    public long? LogRetentionMs { get; init; }
    public long? LogMaxBytes { get; init; }
    public long? LogTotalBytes { get; init; }
    public long? KeptRuns { get; init; }
    public int MaxLogLines { get; init; }
    public required string Workspace { get; init; }
    public required IReadOnlyDictionary<string, string> Sources { get; init; }
    public long Rev { get; init; }

    /// <summary>The settings that hold.</summary>
    public static SettingsAnswer Of(EffectiveSettings settings)
    {
        StoredSettings stored = settings.Stored;
        string Source(bool isStored, string variable) => isStored ? "stored" : settings.Started.Sources.GetValueOrDefault(variable, "default");
        return new SettingsAnswer
        {
            Capacity = settings.Capacity,
            TaskTimeoutMs = settings.TaskTimeoutMs,
            IdleTimeoutMs = settings.IdleTimeoutMs,
            StopGraceMs = settings.StopGraceMs,
            DefaultProfile = stored.DefaultProfile ?? Agents.AgentProfile.DefaultName,
            LogRetentionMs = settings.LogRetentionMs,
            LogMaxBytes = settings.LogMaxBytes,
            LogTotalBytes = settings.LogTotalBytes,
            KeptRuns = settings.KeptRuns,
            MaxLogLines = settings.Started.MaxLogLines,
            Workspace = settings.Started.Workspace,
            Sources = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["capacity"] = Source(settings.StoredCapacity is not null, "DROVER_CAPACITY"),
                ["taskTimeoutMs"] = Source(stored.TaskTimeoutMs is not null, "DROVER_TASK_TIMEOUT"),
                ["idleTimeoutMs"] = Source(stored.IdleTimeoutMs is not null, "DROVER_IDLE_TIMEOUT"),
                ["stopGraceMs"] = Source(stored.StopGraceMs is not null, "DROVER_STOP_GRACE"),
                ["defaultProfile"] = stored.DefaultProfile is null ? "default" : "stored",
                ["logRetentionMs"] = Source(stored.LogRetentionMs is not null, "DROVER_LOG_RETENTION"),
                ["logMaxBytes"] = Source(stored.LogMaxBytes is not null, "DROVER_LOG_MAX"),
                ["logTotalBytes"] = Source(stored.LogTotalBytes is not null, "DROVER_LOG_TOTAL"),
                ["keptRuns"] = stored.KeptRuns is null ? "default" : "stored",
                ["maxLogLines"] = Source(false, "MAX_LOG_LINES"),
                ["workspace"] = Source(false, "WORKSPACE_PATH"),
            },
            Rev = stored.Rev,
        };
    }
}
