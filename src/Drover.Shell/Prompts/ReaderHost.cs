// Constraints
//   One thread: whoever waits for keys must also see children, signals and the clock. A trap that came while a line was being edited runs at once, on a terminal in order.
// Scheme
//   The terminal is one more watch of the event loop. What cannot be watched, a file, is always readable.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Signals;
using Drover.Shell.Execution;
using Drover.Shell.Histories;

namespace Drover.Shell.Prompts;

/// <summary>The shell, as a reader of commands sees it.</summary>
internal sealed class ReaderHost(Interpreter shell, ICommandReader reader) : IReaderHost
{
    private long? _deadline;

    public bool UsesViKeys => shell.Environment.Has(ShellOptions.Vi);

    public ICommandHistory History => shell.History;

    public string? GetVariable(string name) => shell.Environment.Variables.Get(name);

    /// <summary>Starts the clock of <c>TMOUT</c>.</summary>
    public void Begin() =>
        _deadline = long.TryParse(GetVariable("TMOUT"), out long seconds) && seconds > 0 ? Environment.TickCount64 + (seconds * 1000) : null;

    public ReaderEvent Wait(Descriptor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EventLoop loop = shell.Starter.Loop;
        bool readable = false;
        using Watch? watch = TryWatch(loop, input, () => readable = true);
        while (true)
        {
            if (TakeSignals() is { } happened) return happened;
            if (shell.Environment.Has(ShellOptions.Notify) && shell.Jobs.HasNews) Speak(shell.ReportJobs);
            if (readable || watch is null) return ReaderEvent.Input;
            TimeSpan left = _deadline is { } due ? TimeSpan.FromMilliseconds(due - Environment.TickCount64) : Timeout.InfiniteTimeSpan;
            if (_deadline is not null && left <= TimeSpan.Zero) return ReaderEvent.TimedOut;
            loop.RunOnce(left);
        }
    }

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
        if (SignalCatcher.Take(SignalSet.Of(Signal.WINCH)) != SignalSet.None)
        {
            shell.Window.Update();
            if (!shell.Signals.IsPending) return ReaderEvent.Resized;
        }
        if (!shell.Signals.IsPending) return null;
        bool interrupts = shell.Signals.IsInterruptPending;
        if (shell.Signals.HasTrapToRun) Speak(shell.Signals.Run);
        else shell.Signals.Run();
        Flow flow = shell.Flow;
        if (flow == Flow.Exit) return ReaderEvent.Ended;
        shell.Flow = Flow.None;
        return interrupts || flow != Flow.None ? ReaderEvent.Interrupted : null;
    }

    private void Speak(Action action)
    {
        reader.Suspend();
        action();
        reader.Resume();
    }
}
