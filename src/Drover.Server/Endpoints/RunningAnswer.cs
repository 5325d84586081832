namespace Drover.Server.Endpoints;

/// <summary>A run has been started.</summary>
internal sealed record RunningAnswer(string Status, int Pid, string RunId, string TaskId);
