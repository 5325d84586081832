using Drover.Engine.Processes;

namespace Drover.Engine.Pipelines;

/// <summary>A process that a stop could not end.</summary>
/// <param name="Identity">Its pid and start time.</param>
/// <param name="State">Its state letter (proc_pid_stat(5)): D is uninterruptible sleep.</param>
/// <param name="Command">Its command line.</param>
/// <param name="NotPermitted">Whether it is another user's, so that we may not signal it.</param>
public sealed record Leftover(ProcessIdentity Identity, char State, string Command, bool NotPermitted);
