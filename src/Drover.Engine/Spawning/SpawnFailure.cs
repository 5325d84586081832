namespace Drover.Engine.Spawning;

/// <summary>Which step of a start failed, the error number, and for a limit which resource.</summary>
internal readonly record struct SpawnFailure(SpawnStep Step, int Errno, int Detail = 0);
