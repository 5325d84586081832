namespace Drover.Shell.Sessions;

/// <summary>Something that happened in a session, as <see cref="ShellSession.WatchAsync"/> tells it: each thing once.</summary>
public abstract record ShellEvent
{
    private protected ShellEvent()
    {
    }

    /// <summary>Counts the events of the session from 1. A gap says that the watcher was too slow and events were dropped.</summary>
    public long Sequence { get; internal init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset Time { get; internal init; }

    /// <summary>The session's id.</summary>
    public string SessionId { get; internal init; } = "";
}
