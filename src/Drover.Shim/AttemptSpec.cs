using Drover.Engine;
using Drover.Engine.ControlGroups;
using Drover.Engine.Descriptors;
using Drover.Engine.Limits;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Engine.Terminals;
using Drover.Runs;

namespace Drover.Shim;

/// <summary>Turns the spec of a run into the pipeline of one attempt.</summary>
internal static class AttemptSpec
{
    /// <summary>The pipeline that the engine is to start.</summary>
    /// <param name="spec">The run's spec.</param>
    /// <param name="id">The run's id.</param>
    /// <param name="umask">The caller's umask, which holds unless the spec has one.</param>
    /// <param name="terminal">The terminal of our session, if the run gets one.</param>
    /// <param name="group">The control group, if it has one.</param>
    /// <param name="output">Where its streams go directly; null for pipes or the terminal.</param>
    public static PipelineSpec Build(RunSpec spec, string id, int umask, ControllingTerminal? terminal, ControlGroup? group, DirectOutput? output)
    {
        ResourceLimits limits = ResourceLimits.None;
        if (spec.OpenFiles is { } files) limits = limits.With(ResourceLimit.OpenFiles, files);
        if (spec.CoreBytes is { } core) limits = limits.With(ResourceLimit.Core, core);
        if (spec.FileBytes is { } size) limits = limits.With(ResourceLimit.FileSize, size);
        var leader = new ProcessSpec
        {
            Executable = spec.Container?.Executable ?? spec.Command[0],
            Name = spec.Command[0],
            Arguments = spec.Command.RemoveAt(0),
            Environment = spec.Environment.Set(LostRuns.Mark, id),
            WorkingDirectory = spec.WorkingDirectory,
            Credentials = spec.Credentials,
            Nice = spec.Nice,
            Umask = spec.Umask ?? umask,
            Limits = limits,
            HiddenMount = spec.Container?.HiddenMount,
            // A killed shim must not leave its leader behind.
            ParentDeathSignal = Signal.KILL,
        };
        if (group is not null && spec.Container is null) leader = leader with { ControlGroupFiles = [.. group.ProcsFiles.Select(static f => new ByteString(f))] };
        Redirection? input = spec.Input switch
        {
            InputKind.Inherit => Redirection.Inherit(0, 0),
            InputKind.File => Redirection.File(0, spec.InputFile ?? "/dev/null", OpenMode.Read),
            InputKind.Pipe when terminal is null => Redirection.PipeToChild(0),
            InputKind.None when terminal is null => Redirection.Null(0),
            _ => null,
        };
        input ??= terminal is null ? null : Redirection.Inherit(0, terminal.Descriptor.Number);
        if (input is not null) leader = leader.Redirect(input);
        leader = output is not null ? leader.Redirect(output.Redirect(1)).Redirect(output.Redirect(2))
            : terminal is null ? leader.Redirect(Redirection.PipeFromChild(1)).Redirect(Redirection.PipeFromChild(2))
            : leader.Redirect(Redirection.Inherit(1, terminal.Descriptor.Number)).Redirect(Redirection.Inherit(2, terminal.Descriptor.Number));
        return new PipelineSpec
        {
            Stages = [leader],
            // With a terminal it is what a shell's foreground job is: a group in our session. As a session of its own it would be an orphan to job
            // control, and the kernel would drop the SIGTSTP of Ctrl-Z (POSIX, orphaned process group).
            Placement = terminal is null ? GroupPlacement.NewSession : GroupPlacement.NewGroup,
            ForegroundTerminal = terminal?.Descriptor,
            Contained = true,
            AdoptsStrays = true,
        };
    }
}
