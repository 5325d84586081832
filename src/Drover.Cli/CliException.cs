namespace Drover.Cli;

/// <summary>Ends the command with one line for the person who typed it, and an exit status.</summary>
internal sealed class CliException(string message, int exitStatus = ExitStatus.Failure) : Exception(message)
{
    /// <summary>What the command ends with.</summary>
    public int ExitStatus { get; } = exitStatus;
}
