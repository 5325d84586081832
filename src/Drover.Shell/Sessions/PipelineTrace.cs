// Constraints
//   A program that traces itself needs the id of its stage in its environment, so that stage's activity begins before there is a process; the start may still fail.
//   Activity.Current flows with the session's thread: nothing here may become the parent of whatever that thread does next.
// Scheme
//   shell.pipeline has one shell.stage for each stage. Both begin before the start and end with what the kernel reported, or as failures when nothing was started.

using System.Collections.Immutable;
using System.Diagnostics;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;

namespace Drover.Shell.Sessions;

/// <summary>The activities of one pipeline and of its stages, those that anybody listens to.</summary>
internal sealed class PipelineTrace
{
    /// <summary>The environment variable, as OpenTelemetry names it.</summary>
    public const string Variable = "TRACEPARENT";

    private readonly Activity? _pipeline;
    private readonly ImmutableArray<Activity?> _stages;

    private PipelineTrace(Activity? pipeline, ImmutableArray<Activity?> stages)
    {
        _pipeline = pipeline;
        _stages = stages;
    }

    /// <summary>Begins it for what is about to be started, and names it to the programs, unless their environment names another one.</summary>
    /// <param name="specs">The stages; their environments get <c>TRACEPARENT</c> (W3C Trace Context).</param>
    /// <param name="parent">The host's activity around the evaluation; default when there is none.</param>
    /// <param name="showsCommands">Whether the programs' files may be told.</param>
    public static PipelineTrace Begin(ref ImmutableArray<ProcessSpec> specs, ActivityContext parent, bool showsCommands)
    {
        Activity? pipeline = ShellTelemetry.PipelineStarting(specs.Length, parent);
        var stages = ImmutableArray.CreateBuilder<Activity?>(specs.Length);
        var named = ImmutableArray.CreateBuilder<ProcessSpec>(specs.Length);
        foreach (ProcessSpec spec in specs)
        {
            Activity? stage = pipeline is null ? null : ShellTelemetry.StageStarting(stages.Count, showsCommands ? spec.Executable.ToString() : null, pipeline.Context);
            ActivityContext context = stage?.Context ?? parent;
            ProcessEnvironment environment = spec.Environment ?? ProcessEnvironment.Inherited;
            stages.Add(stage);
            named.Add(context == default || environment.Get(Variable) is not null ? spec : spec with { Environment = environment.Set(Variable, Text(context)) });
        }
        specs = named.DrainToImmutable();
        return new PipelineTrace(pipeline, stages.DrainToImmutable());
    }

    /// <summary>It has been started.</summary>
    public void Started(long id, Pipeline pipeline)
    {
        ShellTelemetry.PipelineStarted(_pipeline, id, pipeline.Stages.Length);
        for (int i = 0; i < _stages.Length && i < pipeline.Stages.Length; i++) _stages[i]?.SetTag("process.pid", pipeline.Stages[i].Pid);
    }

    /// <summary>One of its stages has ended.</summary>
    public void StageEnded(Pipeline pipeline, ChildProcess stage)
    {
        int index = pipeline.Stages.IndexOf(stage);
        if (index >= 0 && index < _stages.Length) ShellTelemetry.StageEnded(_stages[index], stage.Status);
    }

    /// <summary>All of it has ended.</summary>
    public void Ended(PipelineStatus status) => ShellTelemetry.PipelineEnded(_pipeline, status);

    /// <summary>It could not be started.</summary>
    public void Failed()
    {
        foreach (Activity? stage in _stages) ShellTelemetry.NotStarted(stage);
        ShellTelemetry.NotStarted(_pipeline);
    }

    private static ByteString Text(ActivityContext context) => $"00-{context.TraceId}-{context.SpanId}-{(int)context.TraceFlags:x2}";
}
