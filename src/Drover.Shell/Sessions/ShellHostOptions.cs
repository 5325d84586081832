namespace Drover.Shell.Sessions;

/// <summary>How a host of sessions works. Immutable.</summary>
public sealed record ShellHostOptions
{
    /// <summary>What a session is made with when nothing else is asked for.</summary>
    public SessionOptions DefaultSession { get; init; } = new();

    /// <summary>How many sessions may be open at once.</summary>
    public int MaxSessions { get; init; } = 1000;
}
