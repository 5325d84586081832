namespace Drover.Shell;

/// <summary>An expansion or assignment that could not be done: ends the command, and a shell that is not interactive (POSIX 2.8.1). Never leaves the interpreter.</summary>
internal sealed class ShellErrorException(string message, int status = 1, bool isSaid = false) : Exception(message)
{
    /// <summary>The exit status of the command.</summary>
    public int Status { get; } = status;

    /// <summary>Whether it ends a script in bash too, where others end the command line only: <c>${name?}</c> and <c>set -u</c>.</summary>
    public bool EndsShell { get; init; }

    /// <summary>Whether only the command fails, and the shell goes on: <c>failglob</c>.</summary>
    public bool EndsCommandOnly { get; init; }

    /// <summary>Whether the message has been written already.</summary>
    public bool IsSaid { get; } = isSaid;

    /// <summary>Whether it is no error but Ctrl-C.</summary>
    public bool IsInterrupt { get; private init; }

    /// <summary>Ctrl-C came while a word was being expanded or a line read.</summary>
    public static ShellErrorException Interrupted(int status = 130) => new("interrupted", status, isSaid: true) { IsInterrupt = true };
}
