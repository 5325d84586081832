using Drover.Engine.Processes;

namespace Drover.Runs;

/// <summary>A process of a run that could not be ended.</summary>
/// <param name="Identity">Its pid and start time.</param>
/// <param name="Command">Its command line.</param>
/// <param name="Why">"uninterruptible (state D)", "another user's process", …</param>
public sealed record RunLeftover(ProcessIdentity Identity, string Command, string Why);
