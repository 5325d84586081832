namespace Drover.Server.AgentTools;

/// <summary>A tool can't do what it was called for; the message tells the agent why and what to do.</summary>
internal sealed class ToolException(string message) : Exception(message);
