using System.Collections.Immutable;

namespace Drover.Shell.Sessions;

/// <summary>What an evaluation came to. A command that fails is a result too, not an exception.</summary>
public sealed record ShellResult
{
    internal ShellResult()
    {
    }

    /// <summary>What went to the standard output until the foreground had ended, and in lines of their own what the session says of jobs ("Job started: 1"); bytes that are not UTF-8 are replaced.</summary>
    public string Output { get; internal init; } = "";

    /// <summary>What went to the standard error.</summary>
    public string Error { get; internal init; } = "";

    /// <summary>The standard output byte for byte.</summary>
    public ReadOnlyMemory<byte> OutputBytes { get; internal init; }

    /// <summary>The exit status of the last command.</summary>
    public int ExitStatus { get; internal init; }

    /// <summary>The exit status of each stage of the last pipeline.</summary>
    public ImmutableArray<int> PipeStatus { get; internal init; } = [];

    /// <summary>The jobs that were started in the background, or stopped.</summary>
    public ImmutableArray<ShellJob> StartedJobs { get; internal init; } = [];

    /// <summary>Whether there was more output than the limit let be kept.</summary>
    public bool Truncated { get; internal init; }

    /// <summary>Whether it was ended because its time was over.</summary>
    public bool TimedOut { get; internal init; }

    /// <summary>Whether the session has ended with it, by <c>exit</c> or <c>set -e</c>.</summary>
    public bool EndedSession { get; internal init; }

    /// <summary>From its beginning to the end of its last command.</summary>
    public TimeSpan Duration { get; internal init; }
}
