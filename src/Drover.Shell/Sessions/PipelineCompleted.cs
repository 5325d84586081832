using System.Collections.Immutable;
using Drover.Engine.Processes;

namespace Drover.Shell.Sessions;

/// <summary>Every stage of a pipeline has ended.</summary>
public sealed record PipelineCompleted : ShellEvent
{
    internal PipelineCompleted()
    {
    }

    /// <summary>The number that <see cref="PipelineStarted"/> gave.</summary>
    public long PipelineId { get; internal init; }

    /// <summary>From the start of its first stage to the end of the last.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>What the kernel reported of each stage.</summary>
    public ImmutableArray<WaitStatus> Statuses { get; internal init; } = [];

    /// <summary>What all stages together used.</summary>
    public ResourceUsage Usage { get; internal init; }
}
