// Constraints
//   Either all stages start, or nothing is left: no process, no descriptor, and the terminal in the foreground of whom it was.
// Scheme
//   First to last, each with the read end of the pipe before it and the write end of the one behind. Called with the reap gate closed, so
//   that what has been spawned so far keeps its number and group until all have joined.

using System.Collections.Immutable;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;

namespace Drover.Engine.Spawning;

/// <summary>Spawns the stages of a pipeline.</summary>
internal static class PipelineSpawner
{
    /// <summary>Starts them all.</summary>
    /// <param name="spec">The stages.</param>
    /// <param name="mark">What their environment is marked with; null for nothing.</param>
    /// <param name="engine">Whose they are.</param>
    /// <param name="waits">Whether the only stage may be waited for already; then it may have ended.</param>
    /// <exception cref="SpawnException">A stage could not be started.</exception>
    public static ImmutableArray<ChildProcess> Spawn(PipelineSpec spec, string? mark, ProcessEngine engine, bool waits)
    {
        ImmutableArray<ChildProcess>.Builder stages = ImmutableArray.CreateBuilder<ChildProcess>(spec.Stages.Length);
        int foreground = spec.ForegroundTerminal is { } terminal ? Libc.tcgetpgrp(terminal.Number) : -1;
        Descriptor? input = null;
        try
        {
            while (stages.Count < spec.Stages.Length)
            {
                Descriptor? nextInput = null, output = null;
                try
                {
                    if (stages.Count < spec.Stages.Length - 1) (nextInput, output) = Descriptor.Pipe();
                    stages.Add(SpawnPatiently(spec, mark, engine, waits, stages, input, output, nextInput));
                }
                catch
                {
                    nextInput?.Dispose();
                    throw;
                }
                finally
                {
                    input?.Dispose();
                    output?.Dispose();
                }
                input = nextInput;
            }
        }
        catch (Exception e)
        {
            EndAtOnce(spec, stages);
            if (foreground > 0) ControllingTerminal.SetForeground(spec.ForegroundTerminal!.Number, foreground);
            string executable = spec.Stages[stages.Count].Executable.ToString();
            if (e is SpawnException spawn && stages.Count > 0) throw spawn.AtStage(stages.Count);
            // Pipes and duplicates: mostly EMFILE.
            if (e is SystemCallException call) throw new SpawnException(executable, call.Errno, SpawnStep.Redirection, call.Target ?? (call.Call == "pipe2" ? "pipe" : call.Call), stages.Count);
            throw;
        }
        return stages.MoveToImmutable();
    }

    // The stages before it may have done something already: only this one is tried again.
    private static ChildProcess SpawnPatiently(
        PipelineSpec spec, string? mark, ProcessEngine engine, bool waits, ImmutableArray<ChildProcess>.Builder before, Descriptor? input, Descriptor? output, Descriptor? nextInput)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return SpawnStage(spec, mark, engine, waits, before, input, output, nextInput);
            }
            catch (SpawnException e) when (e is { Errno: Errno.EAGAIN, Step: SpawnStep.Fork } && engine.Options.RetryFork?.Invoke(attempt) == true)
            {
                continue;
            }
        }
    }

    private static ChildProcess SpawnStage(
        PipelineSpec spec, string? mark, ProcessEngine engine, bool waits, ImmutableArray<ChildProcess>.Builder before, Descriptor? input, Descriptor? output, Descriptor? nextInput)
    {
        int index = before.Count;
        ProcessSpec stage = mark is null ? spec.Stages[index] : Marked(spec.Stages[index], mark);
        using var plan = new DescriptorPlan();
        if (spec.ControllingTerminal is not null) plan.MapTerminal();
        if (input is not null) plan.Map(0, input.Number);
        if (output is not null) plan.Map(1, output.Number);
        var placement = new Spawner.Placement(
            spec.Placement == GroupPlacement.Ours ? -1 : index == 0 ? 0 : before[0].Pid,
            spec.Placement == GroupPlacement.NewSession,
            spec.ControllingTerminal,
            index == 0 && spec.ForegroundTerminal is { } terminal ? terminal.Number : -1);
        Spawner.Newborn born = Spawner.Newborn.Unknown;
        int pid = stage.Body is null ? Spawner.Spawn(stage, plan, placement, waits, out born) : Fork(spec, stage, plan, placement, engine, before, [input, output, nextInput]);
        if (born.End.HasEnded) return ChildProcess.Ended(pid, index, spec.Stages[index], plan.TakePipes(), born.End, born.Usage);
        int pidDescriptor = born.PidDescriptor >= 0 ? born.PidDescriptor : Libc.pidfd_open(pid, 0);
        if (pidDescriptor < 0)
        {
            int errno = Errno.Last;
            _ = Libc.kill(pid, Signal.KILL.Number);
            Spawner.Reap(pid);
            throw new SpawnException(stage.Executable.ToString(), errno, SpawnStep.Fork);
        }
        return new ChildProcess(pid, pidDescriptor, index, spec.Stages[index], plan.TakePipes());
    }

    // Apart from the others, because a start that forks nothing would pay for the closure too.
    private static int Fork(
        PipelineSpec spec, ProcessSpec stage, DescriptorPlan plan, in Spawner.Placement placement, ProcessEngine engine, ImmutableArray<ChildProcess>.Builder before, Descriptor?[] pipes)
    {
        return ForkedStage.Start(stage, plan, placement, ForgetInChild);

        void ForgetInChild()
        {
            engine.ForgetAfterFork();
            foreach (ChildProcess stage in before)
            {
                stage.ClosePidDescriptor();
                stage.DisposePipes();
            }
            plan.BringAboutHere(spec.ControllingTerminal, pipes);
        }
    }

    // A later stage could not be started: what stands before it never was, for anybody outside. The leader is not reaped yet, so the
    // number of the group is ours.
    private static void EndAtOnce(PipelineSpec spec, ImmutableArray<ChildProcess>.Builder stages)
    {
        if (stages.Count > 0 && spec.Placement != GroupPlacement.Ours) _ = Libc.kill(-stages[0].Pid, Signal.KILL.Number);
        foreach (ChildProcess stage in stages)
        {
            _ = Libc.kill(stage.Pid, Signal.KILL.Number);
            Spawner.Reap(stage.Pid);
            stage.ClosePidDescriptor();
            stage.DisposePipes();
        }
    }

    private static ProcessSpec Marked(ProcessSpec stage, string mark) =>
        stage.Body is not null ? stage : stage with { Environment = (stage.Environment ?? ProcessEnvironment.Inherited).Set(PipelineTree.MarkName, mark) };
}
