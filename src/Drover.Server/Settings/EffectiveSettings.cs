using Drover.Server.Hosting;
using Drover.Server.Queues;
using Drover.Server.Storage;

namespace Drover.Server.Settings;

/// <summary>What holds now: what people have stored, before what the server was started with.</summary>
internal sealed record EffectiveSettings(StoredSettings Stored, ServerSettings Started, int? StoredCapacity)
{
    /// <summary>How many runs may be live at once.</summary>
    public int Capacity => StoredCapacity ?? Started.Capacity;

    /// <summary>How long a run may take, in milliseconds; null for ever.</summary>
    public long? TaskTimeoutMs => Or(Stored.TaskTimeoutMs, Started.TaskTimeout);

    /// <summary>How long a run may be silent, in milliseconds; null for ever.</summary>
    public long? IdleTimeoutMs => Or(Stored.IdleTimeoutMs, Started.IdleTimeout);

    /// <summary>How long a run may take to end after the first signal of a stop, in milliseconds.</summary>
    public long StopGraceMs => Stored.StopGraceMs ?? (long)Started.StopGrace.TotalMilliseconds;

    /// <summary>For how long ended runs are kept with their logs, in milliseconds; null for ever.</summary>
    public long? LogRetentionMs => Or(Stored.LogRetentionMs, Started.LogRetention);

    /// <summary>How many bytes of a run's output are kept; null for all.</summary>
    public long? LogMaxBytes => (Stored.LogMaxBytes ?? Started.LogMax) is { } bytes and > 0 ? bytes : null;

    /// <summary>How many bytes of the output of all ended runs together are kept; null for all.</summary>
    public long? LogTotalBytes => (Stored.LogTotalBytes ?? Started.LogTotal) is { } bytes and > 0 ? bytes : null;

    /// <summary>How many ended runs of a task are kept; null for all.</summary>
    public long? KeptRuns => Stored.KeptRuns is { } runs and > 0 ? runs : null;

    /// <summary>Reads what is stored.</summary>
    public static EffectiveSettings Read(DatabaseSession session, ServerSettings started) =>
        new(SettingsTable.Read(session), started, QueueStateTable.Read(session).Capacity);

    // 0 is how people say "for ever" where the server was started with a limit.
    private static long? Or(long? stored, TimeSpan? started) => stored is { } ms ? ms == 0 ? null : ms : (long?)started?.TotalMilliseconds;
}
