namespace Drover.Shell.Sessions;

/// <summary>Something that happened to a job.</summary>
public abstract record JobEvent : ShellEvent
{
    private protected JobEvent()
    {
    }

    /// <summary>The job's number; 0 for a command that never became one.</summary>
    public int JobId { get; internal init; }

    /// <summary>The command as it was written.</summary>
    public string CommandText { get; internal init; } = "";
}
