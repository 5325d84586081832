using System.Collections.Immutable;
using System.Diagnostics;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Shell.Jobs;
using Drover.Shell.Limits;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Syntax.Printing;
using Drover.Shell.Traps;
using Redirection = Drover.Engine.StandardStreams.Redirection;

namespace Drover.Shell.Execution;

/// <summary>Pipelines of several stages, and lists in the background (POSIX 2.9.2, 2.9.3.1).</summary>
internal sealed partial class Interpreter
{
    private int ExecuteStages(CommandPipeline pipeline)
    {
        if (IsLimited(pipeline)) return RunLimited(pipeline);
        try
        {
            Line = pipeline.Position.Line;
            if (Session is not null && pipeline.Commands.Any(IsHostStage)) return ExecuteWithHostStages(pipeline);
            if (Session is null && Environment.Has(ShellOptions.LastPipe) && !Environment.Has(ShellOptions.Monitor) && !Environment.Has(ShellOptions.Posix)) return ExecuteWithLastHere(pipeline);
            return RunForeground(StagesOf(pipeline, inBackground: false), pipeline.Text);
        }
        catch (SpawnException e)
        {
            Error(e.Message);
            Session?.CommandFailed(pipeline.Text, e);
            return StatusOf(e);
        }
        catch (ShellErrorException e)
        {
            Session?.AfterStart();
            return Fail(e);
        }
    }

    // lastpipe: what the last command assigns is the shell's.
    private int ExecuteWithLastHere(CommandPipeline pipeline)
    {
        ImmutableArray<ProcessSpec> stages = StagesOf(pipeline, inBackground: false);
        stages = stages.RemoveAt(stages.Length - 1);
        stages = stages.SetItem(stages.Length - 1, stages[^1].Redirect(Redirection.PipeFromChild(1)));
        Pipeline started = Starter.Start(stages);
        OpenFile? outer = Environment.Descriptors.Exchange(0, OpenFile.Adopt(started.Stages[^1].TakePipe(1)));
        int status;
        try
        {
            status = Execute(pipeline.Commands[^1]);
        }
        finally
        {
            Environment.Descriptors.Set(0, outer);
        }
        while (started.Status is null && !Signals.IsEndPending) Starter.Pump();
        _pipeStatuses = [.. started.Stages.Select(stage => stage.Status.ExitStatus), status];
        if (!Environment.Has(ShellOptions.PipeFail) || status != 0) return status;
        return Array.FindLast(_pipeStatuses, each => each != 0);
    }

    private ImmutableArray<ProcessSpec> StagesOf(CommandPipeline pipeline, bool inBackground, bool forksAll = false)
    {
        var stages = ImmutableArray.CreateBuilder<ProcessSpec>(pipeline.Commands.Length);
        for (int i = 0; i < pipeline.Commands.Length; i++) stages.Add(StageOf(pipeline, i, inBackground, forksAll));
        return stages.DrainToImmutable();
    }

    private ProcessSpec StageOf(CommandPipeline pipeline, int index, bool inBackground, bool forksAll = false)
    {
        CommandNode command = pipeline.Commands[index];
        bool readsPipe = index > 0, writesPipe = index < pipeline.Commands.Length - 1;
        bool errorIsPiped = index < pipeline.ErrorIsPiped.Length && pipeline.ErrorIsPiped[index];
        if (!errorIsPiped && !forksAll && TryProgramStage(command, readsPipe, writesPipe) is { } program) return program;
        return ForkSpec(command.Text, () =>
        {
            if (errorIsPiped && Environment.Descriptors[1] is { } pipe)
            {
                pipe.PrepareToShare();
                Environment.Descriptors.Set(2, pipe.AddReference());
            }
            return ExecuteLast(command, isWhole: true);
        }, readsPipe, writesPipe, inBackground, () => errorIsPiped ? "{ " + CanonicalText.Of(command) + "\n} 2>&1" : CanonicalText.Of(command));
    }

    // A program whose words can be expanded here without leaving a trace is started directly.
    private ProcessSpec? TryProgramStage(CommandNode command, bool readsPipe, bool writesPipe)
    {
        if (command is not SimpleCommand { Words.IsEmpty: false, Assignments.IsEmpty: true } simple || Environment.Has(ShellOptions.XTrace)) return null;
        if (simple.Words[0].ConstantText() is not { } name || Environment.Functions.TryGet(name, out _) || FindBuiltin(name) is not null) return null;
        if (!StageAnalysis.IsTraceless(simple)) return null;
        if (Locate(name) is not { } file || !CommandHash.IsExecutable(file, Environment) || !IsBinary(file)) return null;
        var fields = new List<string>();
        if (!simple.Redirections.IsEmpty) return null;
        foreach (Word word in simple.Words) Words.ExpandFields(word, fields);
        ProcessSpec spec = Program(file, fields);
        return spec with { Redirections = WithoutPipes(spec.Redirections, readsPipe, writesPipe) };
    }

    private static ImmutableArray<Redirection> WithoutPipes(ImmutableArray<Redirection> redirections, bool readsPipe, bool writesPipe) =>
        redirections.RemoveAll(redirection => (readsPipe && redirection.Target == 0) || (writesPipe && redirection.Target == 1));

    // What execve(2) would refuse has to be read by a shell of its own.
    private bool IsBinary(string file)
    {
        if (file == _knownBinary) return true;
        using var descriptor = Engine.Descriptors.Descriptor.TryOpen(ShellText.ToBytes(file), Engine.Descriptors.OpenMode.Read, out _, directory: Environment.Directory);
        // Not readable but executable: no script.
        if (descriptor is null) return true;
        Span<byte> magic = stackalloc byte[4];
        int n = descriptor.Read(magic);
        bool known = (n == 4 && magic[0] == 0x7F && magic[1..].SequenceEqual("ELF"u8)) || (n >= 2 && magic[0] == '#' && magic[1] == '!');
        if (known) _knownBinary = file;
        return known;
    }

    private string? _knownBinary;

    /// <summary>Starts a list as one job in the background.</summary>
    /// <param name="list">Not empty.</param>
    /// <param name="text">What it was read from.</param>
    /// <param name="limits">Its limits, or null.</param>
    public int StartInBackground(CommandList list, string text, LimitSpec? limits)
    {
        text = text.Trim();
        if (limits is not null) return StartAsync(ParseOne($"limit {string.Join(' ', limits.Fields())} -- eval {ShellText.Quote(text)}"), text);
        return list.Items is [var only] ? StartAsync(only) : StartAsync(ParseOne("{ " + text + "\n}"), text);
    }

    private ListItem ParseOne(string text) => ShellParser.Parse(text, Syntax).List!.Items[0];

    private int StartAsync(ListItem item, string? name = null)
    {
        if (OnlyReads) return 0;
        string shown = name ?? item.Text;
        Line = item.Position.Line;
        bool hasJobControl = Environment.Has(ShellOptions.Monitor);
        if (Session?.MayStartJob(shown) == false) return 1;
        try
        {
            using Sessions.JobOutputScope? output = Session?.RedirectJob(Environment);
            ImmutableArray<ProcessSpec> stages = item is { Rest: [], First: { Commands.Length: > 1, IsNegated: false, Timing: PipelineTiming.None } several } && !IsLimited(several)
                ? StagesOf(several, !hasJobControl)
                : item is { Rest: [], First: { Commands: [var only], IsNegated: false, Timing: PipelineTiming.None } } && TryProgramStage(only, readsPipe: false, writesPipe: false) is { } program ? [program]
                : [ForkSpec(shown, () => Alone(() =>
                {
                    _supervisesItself = IsLimited(item);
                    return item.Rest.IsEmpty ? ExecuteLast(item.First, isWhole: true) : ExecuteAndOr(item);
                }), ignoresInterrupts: !hasJobControl,
                    text: () => CanonicalText.InForeground(item))];
            if (!hasJobControl)
            {
                stages = stages.SetItem(0, WithoutInput(stages[0]));
                SignalSet ignored = PendingTraps.WithInterrupts(Signals.IgnoredByChildren);
                stages = [.. stages.Select(stage => stage with { IgnoredSignals = ignored })];
            }
            Pipeline pipeline = Starter.Start(stages, hasJobControl ? GroupPlacement.NewGroup : GroupPlacement.Ours);
            var job = new Job(Jobs.NextId, pipeline, shown, isBackground: true) { HasPipeFail = Environment.Has(ShellOptions.PipeFail) };
            Starter.Poll();
            Jobs.Add(job);
            Session?.Started(job, output);
            Environment.LastBackgroundPid = job.Pid;
            if (IsInteractive) Output.WriteError($"[{job.Id}] {job.Pid}\n");
            return 0;
        }
        catch (SpawnException e)
        {
            Error(e.Message);
            Session?.CommandFailed(shown, e);
            return StatusOf(e);
        }
        catch (ShellErrorException e)
        {
            Session?.AfterStart();
            return Fail(e);
        }
    }

    // POSIX 2.9.3.1: without job control it reads nothing.
    private ProcessSpec WithoutInput(ProcessSpec stage)
    {
        if (stage.Body is not { } body) return stage with { Redirections = stage.Redirections.Add(Redirection.Null(0)) };
        return (stage with
        {
            Body = () =>
            {
                Environment.Descriptors.ReplaceByOwnNumber(0);
                return body();
            },
        }).Redirect(Redirection.Null(0));
    }

    /// <summary>Executes what ends this process: its last program replaces it.</summary>
    /// <param name="pipeline">What is executed.</param>
    /// <param name="isWhole">Whether the process was started for this alone, so that its redirections are those of the process.</param>
    private int ExecuteLast(CommandPipeline pipeline, bool isWhole = false) =>
        pipeline is { Commands: [var only], IsNegated: false, Timing: PipelineTiming.None } ? ExecuteLast(only, isWhole) : ExecutePipeline(pipeline);

    private int ExecuteLast(CommandNode command, bool isWhole)
    {
        switch (command)
        {
            case BraceGroup { Redirections.IsEmpty: true } group:
                return ExecuteLast(group.Body);
            case Subshell subshell when isWhole || !(Environment.Traps.HasAction || Environment.Traps.HasCommandTrap):
                // This process is the subshell.
                var undo = default(RedirectionUndo);
                if (!Redirector.TryApply(subshell.Redirections, ref undo, isOfProcess: true)) return 1;
                undo.Forget();
                if (!isWhole) Environment.Depth++;
                return ExecuteLast(subshell.Body);
            default:
                _ending = isWhole ? Ending.Whole : Ending.Last;
                int status = Execute(command);
                _ending = Ending.None;
                return command is SimpleCommand && Signals.IsPending ? RunTraps(status) : status;
        }
    }

    /// <summary>Executes a list that ends this process.</summary>
    private int ExecuteLast(CommandList list)
    {
        int status = 0;
        for (int i = 0; i < list.Items.Length; i++)
        {
            ListItem item = list.Items[i];
            status = item.IsAsync ? StartAsync(item) : i == list.Items.Length - 1 && item.Rest.IsEmpty ? ExecuteLast(item.First) : ExecuteAndOr(item);
            if (Flow != Flow.None) return KeepStatus(status);
            Environment.LastStatus = status;
        }
        return status;
    }

    /// <summary>What the next command is to this process.</summary>
    private Ending _ending;

    private enum Ending
    {
        /// <summary>One of its commands.</summary>
        None,

        /// <summary>The last thing that it does: a program may take its place.</summary>
        Last,

        /// <summary>All that it was started for: there is also nothing that its redirections would have to be taken back for.</summary>
        Whole,
    }

    private int ExecuteTimed(CommandPipeline pipeline)
    {
        long start = Stopwatch.GetTimestamp();
        ResourceUsage before = ResourceUsage.OfSelf() + ResourceUsage.OfChildren();
        int status = pipeline.Commands.Length == 0 && !pipeline.IsNegated ? 0 : ExecuteUntimed(pipeline);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        ResourceUsage after = ResourceUsage.OfSelf() + ResourceUsage.OfChildren();
        string format = pipeline.Timing == PipelineTiming.Posix ? ElapsedTimes.PosixFormat : Environment.Variables.Get("TIMEFORMAT") ?? ElapsedTimes.DefaultFormat;
        if (format.Length > 0) Output.WriteError(ElapsedTimes.Format(format, elapsed, after.CpuUser - before.CpuUser, after.CpuSystem - before.CpuSystem) + "\n");
        return status;
    }
}
