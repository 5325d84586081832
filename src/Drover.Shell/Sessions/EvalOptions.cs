namespace Drover.Shell.Sessions;

/// <summary>How a text is evaluated.</summary>
public sealed record EvalOptions
{
    /// <summary>How long it may take; null for the session's limit, which is none by default. What runs in the background is not counted.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How many bytes of each stream are kept; null for the session's limit.</summary>
    public int? MaxOutputBytes { get; init; }

    /// <summary>Whether more output than <see cref="MaxOutputBytes"/> ends it; otherwise the rest is read and dropped.</summary>
    public bool StopAtOutputLimit { get; init; }

    /// <summary>The text that commands read as their standard input; null for <see cref="InputStream"/> or the session's.</summary>
    public string? Input { get; init; }

    /// <summary>What commands read as their standard input; it is read as they do.</summary>
    public Stream? InputStream { get; init; }

    /// <summary>Gets the standard output of the foreground as it comes, all of it before the evaluation completes; a slow stream holds up the commands, one that throws gets no more.</summary>
    /// <remarks>It is not closed. What the result keeps is limited by <see cref="MaxOutputBytes"/> all the same.</remarks>
    public Stream? OutputStream { get; init; }

    /// <summary>The same for the standard error.</summary>
    public Stream? ErrorStream { get; init; }

    /// <summary>What becomes of a pipeline when one of its stages fails; null for what the session says.</summary>
    public PipelineFailureMode? FailureMode { get; init; }

    /// <summary>How long commands have to end themselves when the time is over or the evaluation cancelled, before SIGKILL.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);
}
