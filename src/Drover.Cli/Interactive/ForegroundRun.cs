using Drover.Cli.Commands;
using Drover.Cli.Following;
using Drover.Cli.Printing;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;
using Drover.Runs;
using Drover.Runs.Control;
using Drover.Runs.Logs;

namespace Drover.Cli.Interactive;

/// <summary>A durable run that is started and followed as if it had been run by hand.</summary>
internal static class ForegroundRun
{
    /// <summary>Starts it, follows it to its end and returns its exit status.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="terminal">Whether it gets a terminal; null: when ours are terminals and we are in the foreground.</param>
    /// <param name="input">The value of --stdin; null when it was not given.</param>
    /// <param name="killOnParentExit">Whether it is to be stopped when drover ends.</param>
    public static int Execute(RunSpec spec, bool? terminal, string? input, bool killOnParentExit)
    {
        var stdin = new Descriptor(0);
        bool isForeground = stdin.IsTerminal && IsForeground();
        bool hasTerminal = terminal ?? (isForeground && StandardOutput.IsTerminal && input is null);
        if (hasTerminal) spec = spec with { PseudoTerminal = Terminal.GetSize(StandardOutput.Descriptor) ?? Terminal.GetSize(stdin) ?? TerminalSize.Default };
        if (input is not null) spec = RunSpecReading.WithInput(spec, input);
        // Our input is the child's by the shortest way: it takes what it reads and no more. A terminal can't be given to another session; it is forwarded.
        else if (!hasTerminal) spec = spec with { Input = !stdin.IsTerminal ? InputKind.Inherit : isForeground ? InputKind.Pipe : InputKind.None };
        if (killOnParentExit) spec = spec with { EndsWith = OwnProcess.Identity };

        using var signals = new SignalForwarding();
        using var store = new RunStore();
        using Run run = RunCommand.Start(store, spec);
        signals.Begin(run);
        using RawTerminal? raw = hasTerminal && isForeground ? RawTerminal.Enter(stdin) : null;
        signals.Terminal = raw;
        if (hasTerminal) signals.Resized = () => Resize(run);
        if (hasTerminal || spec.Input == InputKind.Pipe) new InputPump(run, stdin) { SendsEnd = !hasTerminal || !stdin.IsTerminal, InForeground = raw is null ? null : raw.EnsureRaw }.Start();

        JobSuspension? suspension = raw is null ? null : new JobSuspension(run, raw) { Resumed = () => Resize(run) };
        RunStatus? status = Follow(run, suspension);
        raw?.Dispose();
        return status is null ? EndForClosedOutput(run) : Endings.Report(status);
    }

    /// <summary>Tells a run's terminal the size of ours.</summary>
    public static void Resize(Run run)
    {
        if (Terminal.GetSize(StandardOutput.Descriptor) is not { } size) return;
        try
        {
            using ControlClient? shim = run.Connect();
            _ = shim?.Request("resize", ("columns", size.Columns), ("rows", size.Rows));
        }
        catch (IOException)
        {
            // A size that could not be told is no reason to end.
        }
    }

    private static RunStatus? Follow(Run run, JobSuspension? suspension)
    {
        using LogReader reader = run.OpenLog();
        using var writer = new OutputWriter(StandardOutput.Descriptor, StandardError.Descriptor);
        return new LogFollower(run, reader, new BytePrinter(writer)) { StatusChanged = suspension is null ? null : suspension.StatusChanged }.Follow();
    }

    // By hand the program would get SIGPIPE at its next write; here it writes to us. One that ignores the signal gets the stop sequence.
    private static int EndForClosedOutput(Run run)
    {
        _ = run.Signal(Signal.PIPE);
        _ = Endings.ReportLeftovers(run.Stop());
        return ExitStatus.OutputClosed;
    }

    private static bool IsForeground()
    {
        using ControllingTerminal? own = ControllingTerminal.TryOpen();
        return own is { IsOurs: true };
    }
}
