namespace Drover.Server.Queues;

/// <summary>A task can't depend on what it is to depend on; the message says why, to be read behind the field's name.</summary>
internal sealed class DependencyException(string message) : Exception(message);
