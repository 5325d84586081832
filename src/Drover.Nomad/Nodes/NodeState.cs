using Drover.Nomad.Containers;

namespace Drover.Nomad.Nodes;

/// <summary>What a node has for the driver at one moment. Immutable.</summary>
/// <param name="CrunPath">Where crun is; null when there is none.</param>
/// <param name="CrunVersion">Its version; null when it can't be run.</param>
/// <param name="Runtimes">The JREs, newest first.</param>
/// <param name="Groups">How control groups are mounted.</param>
/// <param name="ShimPath">Where drover-shim is; null when it is nowhere.</param>
/// <param name="Obstacle">Why no task can run here, and what to do; null when tasks can.</param>
internal sealed record NodeState(
    string? CrunPath, string? CrunVersion, IReadOnlyList<JavaRuntime> Runtimes, ControlGroupLayout Groups, string? ShimPath, string? Obstacle)
{
    /// <summary>What is to be known of its health, in words.</summary>
    public string Description => Obstacle
        ?? (Runtimes.Count > 0 ? "Healthy" : "Healthy, but there is no Java: only tasks with command or greeting can run. Install a JRE, or name one in jre_paths.");
}
