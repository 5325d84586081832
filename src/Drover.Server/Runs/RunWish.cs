namespace Drover.Server.Runs;

/// <summary>What one run is to have differently from its task.</summary>
/// <param name="TimeoutMs">How long it may take; null for the task's.</param>
internal sealed record RunWish(long? TimeoutMs = null);
