using System.Collections.Immutable;

namespace Drover.Shell.Sessions;

/// <summary>A command that a session is about to execute.</summary>
public sealed record CommandRequest
{
    internal CommandRequest()
    {
    }

    /// <summary>What it is.</summary>
    public CommandRequestKind Kind { get; internal init; }

    /// <summary>Its name and arguments, after all expansions; empty for <see cref="CommandRequestKind.Subshell"/>, operator and file name for <see cref="CommandRequestKind.Redirection"/>.</summary>
    public ImmutableArray<string> Arguments { get; internal init; } = [];

    /// <summary>The file that a program would be read from; null for what is no program.</summary>
    public string? Executable { get; internal init; }

    /// <summary>The text that a <see cref="CommandRequestKind.Subshell"/> would execute; null for others.</summary>
    public string? Text { get; internal init; }

    /// <summary>The session's id.</summary>
    public string SessionId { get; internal init; } = "";

    /// <summary>The session's working directory.</summary>
    public string WorkingDirectory { get; internal init; } = "";
}
