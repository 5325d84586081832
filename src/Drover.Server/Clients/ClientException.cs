namespace Drover.Server.Clients;

/// <summary>The server did not do what was asked; the message says why.</summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="exitStatus">What the program ends with: 1 when the server refused, 125 when there is none.</param>
internal sealed class ClientException(string message, int exitStatus) : Exception(message)
{
    /// <summary>What the program ends with.</summary>
    public int ExitStatus { get; } = exitStatus;
}
