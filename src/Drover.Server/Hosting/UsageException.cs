namespace Drover.Server.Hosting;

/// <summary>An option or a variable can't be met; the message says which and what would do.</summary>
internal sealed class UsageException(string message) : Exception(message);
