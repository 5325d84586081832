using Drover.Server.Endpoints;
using Drover.Server.Tasks;

namespace Drover.Server.Queues;

/// <summary>The one point at which it is decided whether a task may start: for people, the queue, retries and recovery alike. Pure.</summary>
internal static class Admission
{
    /// <summary>What keeps a task from being started by the queue; null when nothing does.</summary>
    /// <param name="task">The task.</param>
    /// <param name="unmet">The tasks that it waits for.</param>
    /// <param name="slots">Who holds the slots.</param>
    /// <param name="state">How the queue is set.</param>
    /// <param name="now">The time.</param>
    public static Hindrance? ForQueue(BoardTask task, IReadOnlyList<string> unmet, SlotUse slots, QueueState state, DateTimeOffset now)
    {
        if (unmet.Count > 0) return new Hindrance("blocked", $"It waits for {string.Join(", ", unmet)}");
        if (task.NotBefore > now) return new Hindrance("not_before", $"It is tried again at {InstantFormat.Text(task.NotBefore.Value)}");
        if (state.At(now) is { IsPaused: true } paused)
            return new Hindrance("paused", $"The queue is paused{(paused.Reason is { } why ? $": {why}" : "")}{(paused.Until is { } until ? $", until {InstantFormat.Text(until)}" : "")}");
        return ForPerson(slots, state);
    }

    /// <summary>What keeps a task from being started by a person; null when nothing does. A pause of the queue does not.</summary>
    public static Hindrance? ForPerson(SlotUse slots, QueueState state)
    {
        if (state.IsDraining) return new Hindrance("draining", "The server is draining: it starts nothing until it is resumed");
        return slots.HasRoom ? null : new Hindrance("busy", slots.Text);
    }
}
