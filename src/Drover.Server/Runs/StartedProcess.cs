namespace Drover.Server.Runs;

/// <summary>The durable run and the process that a board run became.</summary>
/// <param name="DurableId">The durable run's id.</param>
/// <param name="Pid">The leader's pid, which is its process group and session too.</param>
/// <param name="StartTicks">When it started, in clock ticks since boot.</param>
/// <param name="BootId">The boot that both belong to.</param>
/// <param name="At">When it started.</param>
internal sealed record StartedProcess(string DurableId, int Pid, long StartTicks, string BootId, DateTimeOffset At);
