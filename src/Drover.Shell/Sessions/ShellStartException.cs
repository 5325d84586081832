namespace Drover.Shell.Sessions;

/// <summary>A job could not be started; the message says why, as the shell would on standard error.</summary>
public sealed class ShellStartException : InvalidOperationException
{
    internal ShellStartException(string message, int exitStatus)
        : base(message) => ExitStatus = exitStatus;

    /// <summary>What the shell's status would be: 127 when it was not found, 126 when it can't be executed or is denied, 1 when there are too many jobs.</summary>
    public int ExitStatus { get; }
}
