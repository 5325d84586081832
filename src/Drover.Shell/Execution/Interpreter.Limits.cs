// Constraints
//   When a limited pipeline's turn is over nothing that it started is alive, however that has detached itself; to the shell it is one job like any other, with the same keys.
// Scheme
//   A forked copy of the shell supervises it, in the job's own group: a subreaper, to which everything comes back that got away. The stages are started there with their limits, and
//   whatever ends the turn (their end, the time, a signal) ends with the engine's stop sequence.

using System.Collections.Immutable;
using Drover.Engine;
using Drover.Engine.ControlGroups;
using Drover.Engine.EventLoops;
using Drover.Engine.Limits;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Shell.Builtins;
using Drover.Shell.Limits;
using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Execution;

/// <summary>Pipelines with limits (<c>limit</c>).</summary>
internal sealed partial class Interpreter
{
    private const int TimedOut = 124, CannotLimit = 125;

    private static readonly SignalSet s_endings = SignalSet.Of(Signal.HUP, Signal.INT, Signal.TERM);

    /// <summary>Whether a pipeline of several stages starts with <c>limit … --</c>, which is then about all of it.</summary>
    private bool IsLimited(CommandPipeline pipeline) =>
        pipeline.Commands is [SimpleCommand { Words: [{ UnquotedText: "limit" }, ..] }, _, ..] && !Environment.Has(ShellOptions.Posix) && !Environment.Functions.TryGet("limit", out _);

    /// <summary>Runs a command whose words have been expanded, in the foreground and within limits.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="fields">All of it, from <c>limit</c> on.</param>
    /// <param name="first">Where the command starts.</param>
    public int RunLimited(LimitSpec limits, List<string> fields, int first)
    {
        List<string> command = fields.GetRange(first, fields.Count - first);
        return RunLimited(limits, () => [ForkSpec(command[0], () => RunFields(command))], string.Join(' ', fields.Select(ShellText.Quote)));
    }

    private int RunLimited(CommandPipeline pipeline)
    {
        Line = pipeline.Position.Line;
        var first = (SimpleCommand)pipeline.Commands[0];
        int end = 1;
        while (end < first.Words.Length && first.Words[end].ConstantText() != "--") end++;
        if (end >= first.Words.Length - 1)
        {
            Error("limit: write -- before the command");
            return 2;
        }
        var fields = new List<string>();
        for (int i = 1; i < end; i++) Words.ExpandFields(first.Words[i], fields);
        var limits = new LimitSpec();
        if (limits.Parse(fields) is { } mistake)
        {
            Error($"limit: {mistake}");
            return 2;
        }
        CommandPipeline rest = pipeline.WithoutWords(end + 1);
        return RunLimited(limits, () => StagesOf(rest, inBackground: false, forksAll: true), pipeline.Text);
    }

    // This process was started in the background for the limited pipeline alone: it supervises, so that a signal to $! reaches who ends all of it.
    private bool _supervisesItself;

    private bool IsLimited(ListItem item) =>
        item is { Rest: [], First: { Commands: [SimpleCommand { Words: [{ UnquotedText: "limit" }, ..] }, ..], IsNegated: false, Timing: PipelineTiming.None } }
        && !Environment.Has(ShellOptions.Posix) && !Environment.Functions.TryGet("limit", out _);

    private int RunLimited(LimitSpec limits, Func<ImmutableArray<ProcessSpec>> stages, string text)
    {
        if (_supervisesItself && !Starter.IsUsed)
        {
            _supervisesItself = false;
            return Supervise(limits, stages);
        }
        try
        {
            return RunForeground([ForkSpec("limit", () => Supervise(limits, stages), text: () => text)], text);
        }
        catch (SpawnException e)
        {
            Error(e.Message);
            return CannotLimit;
        }
    }

    // In the forked copy.
    private int Supervise(LimitSpec limits, Func<ImmutableArray<ProcessSpec>> makeStages)
    {
        if (!TryMakeGroup(limits, out ControlGroup? group)) return CannotLimit;
        Starter.Contain();
        ResourceLimits each = limits.OfEachProcess(withMemory: group is null);
        ImmutableArray<ByteString> files = group is null ? [] : [.. group.ProcsFiles.Select(file => new ByteString(file))];
        ImmutableArray<ProcessSpec> stages = [.. makeStages().Select(stage => stage with { Limits = each, ControlGroupFiles = files })];
        foreach (Signal signal in (ReadOnlySpan<Signal>)[Signal.HUP, Signal.INT, Signal.TERM])
            if (!Signals.IgnoredByChildren.Contains(signal)) _ = SignalCatcher.Set(signal, SignalDisposition.Caught);
        Pipeline pipeline;
        try
        {
            pipeline = Starter.Start(stages);
        }
        catch (SpawnException e)
        {
            Error($"limit: {e.Message}");
            _ = group?.Remove();
            return CannotLimit;
        }
        if (group is not null) pipeline.KillHook = () => group.KillAll();
        bool isOver = false;
        using LoopTimer? timer = limits.Timeout is { } timeout ? Starter.Loop.SetTimer(timeout, () =>
        {
            isOver = pipeline.Status is null;
            Stop(pipeline, limits);
        }) : null;
        bool interrupted = WaitLimited(pipeline, limits);
        if (group is not null)
        {
            if (group.OomKills > 0) Error($"limit: it needed more memory than {limits.MemoryBytes} bytes");
            _ = group.Remove();
        }
        if (isOver)
        {
            Error($"limit: it took longer than {limits.Timeout!.Value.TotalSeconds:0.###} seconds and was ended");
            return TimedOut;
        }
        // The shell is to know that the user meant all of it.
        if (interrupted && pipeline.Stages[^1].Status is { Kind: WaitStatusKind.Signalled } last && last.Signal == Signal.INT)
        {
            _ = SignalCatcher.Set(Signal.INT, SignalDisposition.Default);
            _ = SignalSender.Send(OwnProcess.Pid, Signal.INT);
        }
        return Environment.Has(ShellOptions.PipeFail) ? pipeline.Status!.PipeFailStatus : pipeline.Status!.ExitStatus;
    }

    // True when Ctrl-C came meanwhile.
    private bool WaitLimited(Pipeline pipeline, LimitSpec limits)
    {
        bool interrupted = false;
        while (pipeline.Status is null)
        {
            Starter.Pump();
            SignalSet taken = SignalCatcher.Take(s_endings);
            interrupted |= taken.Contains(Signal.INT);
            if (taken.Contains(Signal.HUP) || taken.Contains(Signal.TERM)) Stop(pipeline, limits);
        }
        bool isGone = false;
        pipeline.BeginStop(new StopPolicy(Signal.TERM, limits.Grace), _ => isGone = true);
        while (!isGone)
        {
            Starter.Pump();
            // A second time there is no grace.
            if (SignalCatcher.Take(s_endings) != SignalSet.None) pipeline.BeginStop(StopPolicy.Kill);
        }
        return interrupted;
    }

    private static void Stop(Pipeline pipeline, LimitSpec limits) => pipeline.BeginStop(new StopPolicy(Signal.TERM, limits.Grace));

    // Memory can do without a group: then each process has it for itself.
    private bool TryMakeGroup(LimitSpec limits, out ControlGroup? group)
    {
        group = null;
        if (limits.Group is not { } wish) return true;
        ControlGroupHierarchy hierarchy = ControlGroupHierarchy.Detect();
        bool canDoWithout = wish.PidsMax is null && wish.CpuLimit is null;
        if (canDoWithout && hierarchy[ControllerKind.Memory].Obstacle is not null) return true;
        try
        {
            group = ControlGroup.Create(hierarchy, $"sh-{OwnProcess.Pid}-{OwnProcess.Identity.StartTicks}", wish);
            return true;
        }
        catch (ControlGroupException e)
        {
            if (canDoWithout) return true;
            Error($"limit: {e.Message}");
            return false;
        }
    }

    /// <summary>Executes a command whose words have been expanded, as the last thing that this process does.</summary>
    private int RunFields(List<string> fields)
    {
        if (Environment.Functions.TryGet(fields[0], out ShellFunction? function)) return Call(function, fields);
        return BuiltinTable.Find(fields[0]) is { } builtin && IsAvailable(builtin) ? Invoke(builtin, fields) : Become(fields);
    }
}
