// Constraints
//   A command of the host's lives in this process and can't be a stage that is another one; the bytes must still go through kernel pipes, and all stages run at once.
// Scheme
//   The stages that are processes are one pipeline in one group. Where a host's command stands between them, pipes of ours take the place of the pipeline's own; the command runs
//   beside the session with its ends of them.

using System.Collections.Immutable;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Shell.Jobs;
using Drover.Shell.Redirections;
using Drover.Shell.Sessions;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Variables;
using Redirection = Drover.Engine.StandardStreams.Redirection;

namespace Drover.Shell.Execution;

/// <summary>Pipelines with commands of the host's as stages.</summary>
internal sealed partial class Interpreter
{
    private bool IsHostStage(CommandNode command) => HostCommandOf(command) is not null;

    private HostBuiltin? HostCommandOf(CommandNode command) =>
        command is SimpleCommand { Words: [var first, ..] } && first.ConstantText() is { } name && !Environment.Functions.TryGet(name, out _) ? FindBuiltin(name) as HostBuiltin : null;

    private int ExecuteWithHostStages(CommandPipeline pipeline)
    {
        int count = pipeline.Commands.Length;
        var inputs = new OpenFile?[count];
        var outputs = new OpenFile?[count];
        var statuses = new int[count];
        var running = new List<(int Stage, Task<int> Task)>();
        // The policy is asked, and words are expanded, before anything runs that would have to be ended again.
        List<string>?[] hostFields = [.. pipeline.Commands.Select(PrepareHostStage)];
        Job? job = null;
        CancellationTokenSource? ends = null;
        try
        {
            for (int i = 0; i < count - 1; i++)
            {
                if (hostFields[i] is null && hostFields[i + 1] is null) continue;
                if (!OwnNumbers.TryPipe(OpenFile.FirstNumber, out Descriptor? read, out Descriptor? write, out int errno))
                    throw new ShellErrorException($"could not make a pipe: {ErrnoText.Describe(errno)}", 126);
                (outputs[i], inputs[i + 1]) = (new OpenFile(write!), new OpenFile(read!));
            }
            job = StartProcessStages(pipeline, inputs, outputs);
            ends = Session!.BeginHostStages(job?.Pipeline);
            for (int i = 0; i < count; i++)
            {
                if (hostFields[i] is not { } fields) continue;
                Task<int> task = BeginHostStage(HostCommandOf(pipeline.Commands[i])!, (SimpleCommand)pipeline.Commands[i], fields, inputs[i], outputs[i], ends?.Token);
                if (ends is not null) _ = task.ContinueWith(ended => Session.HostStageEnded(ends, ended.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                running.Add((i, task));
            }
        }
        finally
        {
            foreach (OpenFile? file in inputs) file?.Release();
            foreach (OpenFile? file in outputs) file?.Release();
        }
        if (job is not null) _ = WaitForeground(job);
        foreach ((int stage, Task<int> task) in running) statuses[stage] = Session.Wait(task);
        if (ends is not null) Session.EndHostStages(ends);
        for (int i = 0, process = 0; i < count; i++)
            if (hostFields[i] is null) statuses[i] = job!.Pipeline.Stages[process++].Status.ExitStatus;
        _pipeStatuses = [.. statuses];
        return Environment.Has(ShellOptions.PipeFail) ? Array.FindLast(statuses, status => status != 0) : statuses[^1];
    }

    // The fields of a command of the host's, which may be executed; null for any other stage.
    private List<string>? PrepareHostStage(CommandNode command)
    {
        if (HostCommandOf(command) is null) return null;
        var fields = new List<string>();
        foreach (Word word in ((SimpleCommand)command).Words) Words.ExpandFields(word, fields);
        Session!.Ask(CommandRequestKind.Builtin, fields);
        return fields;
    }

    private Job? StartProcessStages(CommandPipeline pipeline, OpenFile?[] inputs, OpenFile?[] outputs)
    {
        var stages = ImmutableArray.CreateBuilder<ProcessSpec>();
        for (int i = 0; i < pipeline.Commands.Length; i++)
        {
            if (IsHostStage(pipeline.Commands[i])) continue;
            ProcessSpec stage = StageOf(pipeline, i, inBackground: false);
            if (inputs[i] is { } input) stage = stage.Redirect(Redirection.Descriptor(0, input.Descriptor));
            if (outputs[i] is { } output) stage = stage.Redirect(Redirection.Descriptor(1, output.Descriptor));
            stages.Add(stage);
        }
        if (stages.Count == 0) return null;
        var job = new Job(Jobs.NextId, Starter.Start(stages.DrainToImmutable(), GroupPlacement.NewGroup), pipeline.Text, isBackground: false);
        Session!.Started(job);
        return job;
    }

    // What its assignments and redirections change is seen by nobody else; their errors are those of this stage.
    private Task<int> BeginHostStage(HostBuiltin host, SimpleCommand command, List<string> fields, OpenFile? input, OpenFile? output, CancellationToken? ends)
    {
        var undo = default(RedirectionUndo);
        List<(string, Variable?)>? saved = null;
        if (input is not null) undo.Remember(0, Environment.Descriptors.Exchange(0, input.AddReference()));
        if (output is not null) undo.Remember(1, Environment.Descriptors.Exchange(1, output.AddReference()));
        try
        {
            if (!Redirector.TryApply(command.Redirections, ref undo, isOfProcess: true)) return Task.FromResult(1);
            if (!command.Assignments.IsEmpty) saved = AssignTemporarily(command);
            return host.Begin(this, fields, memory: null, ends);
        }
        catch (ShellErrorException e)
        {
            if (!e.IsSaid) Error(e.Message);
            return Task.FromResult(e.Status);
        }
        finally
        {
            Redirector.Undo(ref undo);
            Restore(saved);
        }
    }
}
