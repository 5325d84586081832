using Drover.Engine;
using Drover.Engine.ControlGroups;
using Drover.Engine.Descriptors;
using Drover.Engine.Limits;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Runs;

namespace Drover.Shim;

/// <summary>Turns the spec of a run into the pipeline of one attempt.</summary>
internal static class AttemptSpec
{
    /// <summary>The pipeline that the engine is to start.</summary>
    /// <param name="spec">The run's spec.</param>
    /// <param name="id">The run's id.</param>
    /// <param name="umask">The caller's umask, which holds unless the spec has one.</param>
    /// <param name="terminalPath">The terminal, if it gets one.</param>
    /// <param name="group">The control group, if it has one.</param>
    public static PipelineSpec Build(RunSpec spec, string id, int umask, ByteString? terminalPath, ControlGroup? group)
    {
        ResourceLimits limits = ResourceLimits.None;
        if (spec.OpenFiles is { } files) limits = limits.With(ResourceLimit.OpenFiles, files);
        if (spec.CoreBytes is { } core) limits = limits.With(ResourceLimit.Core, core);
        if (spec.FileBytes is { } size) limits = limits.With(ResourceLimit.FileSize, size);
        var leader = new ProcessSpec
        {
            Executable = spec.Command[0],
            Arguments = spec.Command.RemoveAt(0),
            Environment = spec.Environment.Set(LostRuns.Mark, id),
            WorkingDirectory = spec.WorkingDirectory,
            Credentials = spec.Credentials,
            Nice = spec.Nice,
            Umask = spec.Umask ?? umask,
            Limits = limits,
            // A killed shim must not leave its leader behind.
            ParentDeathSignal = Signal.KILL,
        };
        if (group is not null) leader = leader with { ControlGroupFiles = [.. group.ProcsFiles.Select(static f => new ByteString(f))] };
        Redirection? input = spec.Input switch
        {
            InputKind.Inherit => Redirection.Inherit(0, 0),
            InputKind.File => Redirection.File(0, spec.InputFile ?? "/dev/null", OpenMode.Read),
            InputKind.Pipe when terminalPath is null => Redirection.PipeToChild(0),
            InputKind.None when terminalPath is null => Redirection.Null(0),
            _ => null,
        };
        if (input is not null) leader = leader.Redirect(input);
        if (terminalPath is null) leader = leader.Redirect(Redirection.PipeFromChild(1)).Redirect(Redirection.PipeFromChild(2));
        return new PipelineSpec
        {
            Stages = [leader],
            Placement = GroupPlacement.NewSession,
            ControllingTerminal = terminalPath,
            Contained = true,
            AdoptsStrays = true,
        };
    }
}
