using System.Collections.Immutable;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;

namespace Drover.Engine.Pipelines;

/// <summary>The wish for a pipeline: one or more stages connected by kernel pipes, started together in one process group. Immutable.</summary>
public sealed record PipelineSpec
{
    /// <summary>The stages, from first to last. Each one's standard output is the next one's standard input; explicit redirections come after that (POSIX 2.9.2).</summary>
    public required ImmutableArray<ProcessSpec> Stages { get; init; }

    /// <summary>The group or session it runs in.</summary>
    public GroupPlacement Placement { get; init; } = GroupPlacement.NewGroup;

    /// <summary>The terminal that becomes the controlling one of its new session, as its standard input, output and error too; null for none.</summary>
    /// <remarks>Only with <see cref="GroupPlacement.NewSession"/>.</remarks>
    public ByteString? ControllingTerminal { get; init; }

    /// <summary>Our terminal whose foreground group it becomes before its programs start (tcsetpgrp(3)); null for none.</summary>
    public Descriptor? ForegroundTerminal { get; init; }

    /// <summary>
    /// Whether everything that it starts belongs to it, however that detaches itself, so that a stop ends all of it.
    /// Without it a stop reaches the group and its descendants only.
    /// </summary>
    public bool Contained { get; init; }

    /// <summary>
    /// Whether strays that can't be told to be another pipeline's are this one's. For a subreaper that holds one run.
    /// </summary>
    public bool AdoptsStrays { get; init; }

    /// <summary>Whether <see cref="ProcessEngine.StopAllAsync"/> leaves it alone: it is meant to outlive this program.</summary>
    public bool Detached { get; init; }

    /// <summary>
    /// Whether the start may return after its end, with <see cref="Pipeline.Status"/> set: for programs with one thread that would wait for it next. It is a hint: it is
    /// followed for one program in our own group without pipes to us, when there are no other children and neither stops nor telemetry are watched. A caught signal ends the waiting, unless it
    /// came before the waiting began.
    /// </summary>
    public bool WaitsForEnd { get; init; }

    /// <summary>A pipeline of one stage.</summary>
    public static PipelineSpec Of(ProcessSpec stage) => new() { Stages = [stage] };

    /// <summary>A pipeline of these stages.</summary>
    public static PipelineSpec Of(params ReadOnlySpan<ProcessSpec> stages) => new() { Stages = [.. stages] };

    internal void Validate()
    {
        if (Stages.IsDefaultOrEmpty) throw new ArgumentException("A pipeline needs at least one stage.");
        if (Placement == GroupPlacement.NewSession && Stages.Length > 1)
            throw new ArgumentException("A new session holds one stage: the others could not join its group from outside (setpgid(2), EPERM). Start a shell in it instead.");
        if (ControllingTerminal is not null && Placement != GroupPlacement.NewSession)
            throw new ArgumentException("Only the leader of a new session can get a controlling terminal.");
        foreach (ProcessSpec stage in Stages) stage.Validate();
    }
}
