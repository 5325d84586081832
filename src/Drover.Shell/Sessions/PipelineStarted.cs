namespace Drover.Shell.Sessions;

/// <summary>Processes were started together: those of a job or of a command substitution.</summary>
public sealed record PipelineStarted : ShellEvent
{
    internal PipelineStarted()
    {
    }

    /// <summary>Counts the pipelines of the session from 1.</summary>
    public long PipelineId { get; internal init; }

    /// <summary>How many stages it has.</summary>
    public int Stages { get; internal init; }
}
