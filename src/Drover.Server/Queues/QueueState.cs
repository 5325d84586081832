namespace Drover.Server.Queues;

/// <summary>How the queue is set. Immutable.</summary>
/// <param name="Capacity">How many runs may be live at once; null for what the server was started with.</param>
/// <param name="IsPaused">Whether the queue starts nothing.</param>
/// <param name="Reason">Why it is paused.</param>
/// <param name="Until">When the pause ends by itself; null for never.</param>
/// <param name="Cause">Who paused it: "user" or "rate_limit"; null when it is not paused.</param>
/// <param name="IsDraining">Whether nothing is started at all, by people neither.</param>
internal sealed record QueueState(int? Capacity, bool IsPaused, string? Reason, DateTimeOffset? Until, bool IsDraining, string? Cause = null)
{
    /// <summary>As it is when nobody has set it.</summary>
    public static QueueState Initial { get; } = new(null, false, null, null, false);

    /// <summary>The state without a pause.</summary>
    public QueueState Resumed() => this with { IsPaused = false, Reason = null, Until = null, Cause = null };

    /// <summary>The state with a pause because an agent was told to come back later. A pause by a person that lasts longer stays as it is.</summary>
    public QueueState Limited(string reason, DateTimeOffset until) =>
        IsPaused && (Until is null || Until >= until) ? this : this with { IsPaused = true, Reason = reason, Until = until, Cause = "rate_limit" };

    /// <summary>The state at a moment: a pause that is over is none.</summary>
    public QueueState At(DateTimeOffset now) => IsPaused && Until <= now ? Resumed() : this;
}
