// Constraints
//   One thread: whoever waits for keys must also see children, signals and the clock. A trap that came while a line was being edited runs at once, on a terminal in order.
// Scheme
//   The terminal is one more watch of the event loop. What cannot be watched, a file, is always readable.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;
using Drover.Shell.Completions;
using Drover.Shell.Execution;
using Drover.Shell.Histories;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Prompts;

/// <summary>The shell, as a reader of commands sees it.</summary>
internal sealed partial class ReaderHost(Interpreter shell, ICommandReader reader) : IReaderHost
{
    private long? _deadline;
    private Watch? _watch;

    public bool UsesViKeys => shell.Environment.Has(ShellOptions.Vi);

    public ICommandHistory History => shell.History;

    public IShellNames Names { get; } = new ShellNames(shell);

    public SyntaxOptions Syntax => shell.Syntax;

    public Descriptor? Directory => shell.Environment.Directory;

    public string? GetVariable(string name) => shell.Environment.Variables.Get(name);

    /// <summary>Starts the clock of <c>TMOUT</c>.</summary>
    public void Begin() =>
        _deadline = long.TryParse(GetVariable("TMOUT"), out long seconds) && seconds > 0 ? Environment.TickCount64 + (seconds * 1000) : null;

    public ProgrammedCompletion? Complete(CompletionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (shell.Completions.Find(request.Command) is not { } known) return null;
        int status = shell.Environment.LastStatus;
        // Its programs share the terminal with the editor, whose modes must stay: no job of theirs takes it.
        bool hasJobControl = shell.Environment.Has(ShellOptions.Monitor);
        shell.Environment.SetOption(ShellOptions.Monitor, false);
        CompletionSpec spec = known with { };
        shell.Completions.Current = spec;
        // The editor reads Ctrl-C as a key; while the user's own commands run it must reach these, and the shell.
        Descriptor? terminal = Input;
        TerminalModes? modes = terminal is null ? null : TerminalModes.Read(terminal);
        modes?.WithSignals().Apply(terminal!);
        try
        {
            var generator = new CompletionGenerator(shell);
            List<string> found = generator.Generate(spec, request);
            if (shell.Flow != Flow.None) return new ProgrammedCompletion([]);
            // The function has learnt of a way for this command meanwhile.
            if (generator.Status == CompletionGenerator.Again && shell.Completions.Find(request.Command) is { } other && !ReferenceEquals(other, known))
                found = new CompletionGenerator(shell).Generate(shell.Completions.Current = spec = other with { }, request);
            return new ProgrammedCompletion(found)
            {
                AreFiles = (spec.Options & CompletionOptions.FileNames) != 0 || spec.Actions.Any(action => action is "file" or "directory"),
                AddsSpace = (spec.Options & CompletionOptions.NoSpace) == 0,
                FallsBackToFiles = found.Count == 0 && (spec.Options & (CompletionOptions.Default | CompletionOptions.BashDefault)) != 0,
                IsSorted = (spec.Options & CompletionOptions.NoSort) != 0,
            };
        }
        catch (ShellErrorException)
        {
            // What can't be expanded completes nothing.
            return null;
        }
        finally
        {
            _ = shell.Output.Flush();
            if (terminal is { IsOpen: true }) modes?.Apply(terminal);
            shell.Signals.ForgetInterrupt();
            shell.Completions.Current = null;
            shell.Environment.SetOption(ShellOptions.Monitor, hasJobControl);
            if (shell.Flow != Flow.Exit)
            {
                shell.Environment.LastStatus = status;
                shell.Flow = Flow.None;
            }
        }
    }

    public Descriptor? Input => Find(0);

    public Descriptor? Output => Find(2);

    public bool IsComplete(ReadOnlySpan<byte> text)
    {
        var parser = new ShellParser(ShellText.From(text) + "\n", shell.Syntax with { MayContinue = true }, shell.AliasLookup);
        while (true)
        {
            ParseStatus status = parser.TryParseNext().Status;
            if (status != ParseStatus.Complete) return status != ParseStatus.Incomplete;
        }
    }

    public CommandLineKind Interrupt()
    {
        if (shell.Environment.Traps[Signal.INT.Number] is { Length: > 0 } action) shell.Signals.RunAction(action);
        if (shell.Flow == Flow.Exit) return CommandLineKind.Ended;
        shell.Flow = Flow.None;
        return CommandLineKind.Interrupted;
    }

    public ReaderEvent Wait(Descriptor input, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(input);
        EventLoop loop = shell.Starter.Loop;
        bool readable = false, looked = false;
        long? until = timeout == Timeout.InfiniteTimeSpan ? null : Environment.TickCount64 + (long)Math.Ceiling(timeout.TotalMilliseconds);
        _watch = TryWatch(loop, input, () => readable = true);
        bool isFile = _watch is null;
        try
        {
            while (true)
            {
                if (TakeSignals() is { } happened) return happened;
                if (shell.Environment.Has(ShellOptions.Notify) && shell.Jobs.HasNews) Speak(shell.ReportJobs);
                if (isFile) return ReaderEvent.Input;
                // A trap has run: it may have replaced the input.
                if (_watch is null) return ReaderEvent.Elapsed;
                if (readable) return ReaderEvent.Input;
                long now = Environment.TickCount64;
                if (_deadline <= now) return ReaderEvent.TimedOut;
                if (until <= now && looked) return ReaderEvent.Elapsed;
                long? due = _deadline is null || until < _deadline ? until : _deadline;
                loop.RunOnce(due is { } time ? TimeSpan.FromMilliseconds(Math.Max(0, time - now)) : Timeout.InfiniteTimeSpan);
                looked = true;
            }
        }
        finally
        {
            EndWatch();
        }
    }

    private Descriptor? Find(int number) => shell.Environment.Descriptors[number] is { Capture: null } file ? file.Descriptor : null;

    private static Watch? TryWatch(EventLoop loop, Descriptor input, Action whenReadable)
    {
        try
        {
            return loop.Watch(input, Readiness.Readable, _ => whenReadable());
        }
        catch (SystemCallException)
        {
            return null;
        }
    }

    private ReaderEvent? TakeSignals()
    {
        // A function that completes, or a trap, has called exit.
        if (shell.Flow == Flow.Exit) return ReaderEvent.Ended;
        bool hasResized = SignalCatcher.Pending.Contains(Signal.WINCH);
        if (hasResized)
        {
            shell.Window.Update();
            // A trap of the user's takes it below.
            if (shell.Environment.Traps[Signal.WINCH.Number] is not { Length: > 0 }) _ = SignalCatcher.Take(SignalSet.Of(Signal.WINCH));
        }
        if (!shell.Signals.IsPending) return hasResized ? ReaderEvent.Resized : null;
        bool interrupts = shell.Signals.IsInterruptPending;
        if (shell.Signals.HasTrapToRun) Speak(shell.Signals.Run);
        else shell.Signals.Run();
        Flow flow = shell.Flow;
        if (flow == Flow.Exit) return ReaderEvent.Ended;
        shell.Flow = Flow.None;
        return interrupts || flow != Flow.None ? ReaderEvent.Interrupted : hasResized ? ReaderEvent.Resized : null;
    }

    private void EndWatch()
    {
        _watch?.Dispose();
        _watch = null;
    }

    private void Speak(Action action)
    {
        EndWatch();
        reader.Suspend();
        action();
        reader.Resume();
    }
}
