namespace Drover.Runs.Control;

/// <summary>A shim refused a request, or the connection to it broke.</summary>
public sealed class ControlException(string message) : IOException(message);
