namespace Drover.Server.Queues;

/// <summary>How the queue is set. Immutable.</summary>
/// <param name="Capacity">How many runs may be live at once; null for what the server was started with.</param>
/// <param name="IsPaused">Whether the queue starts nothing.</param>
/// <param name="Reason">Why it is paused.</param>
/// <param name="Until">When the pause ends by itself; null for never.</param>
/// <param name="IsDraining">Whether nothing is started at all, by people neither.</param>
internal sealed record QueueState(int? Capacity, bool IsPaused, string? Reason, DateTimeOffset? Until, bool IsDraining)
{
    /// <summary>As it is when nobody has set it.</summary>
    public static QueueState Initial { get; } = new(null, false, null, null, false);

    /// <summary>The state at a moment: a pause that is over is none.</summary>
    public QueueState At(DateTimeOffset now) => IsPaused && Until <= now ? this with { IsPaused = false, Reason = null, Until = null } : this;
}
