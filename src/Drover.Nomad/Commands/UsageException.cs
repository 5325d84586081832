namespace Drover.Nomad.Commands;

/// <summary>A command line can't be met; the message says what would do.</summary>
internal sealed class UsageException(string message) : Exception(message);
