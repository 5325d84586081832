namespace Drover.Server.Endpoints;

/// <summary>What the server takes and keeps.</summary>
/// <param name="StartedAt">When it was started.</param>
/// <param name="Pid">Its process.</param>
/// <param name="MemoryBytes">Its resident memory.</param>
/// <param name="StateDirectory">Where its state is.</param>
/// <param name="DatabaseBytes">The size of the board's database; null when that is another server's.</param>
/// <param name="Runs">Runs whose logs are kept.</param>
/// <param name="RunsBytes">What they have written.</param>
/// <param name="FreeBytes">What is free on the disk of the state directory.</param>
internal sealed record SystemAnswer(DateTimeOffset StartedAt, int Pid, long MemoryBytes, string StateDirectory, long? DatabaseBytes, long Runs, long RunsBytes, long FreeBytes);
