// Constraints
//   A job that is in the foreground owns the terminal before it runs; the shell takes it back however the job's turn ended.
// Scheme
//   With set -m each pipeline has a group of its own. The terminal is kept open at a number of ours; without one, or in its background, only the groups remain.

using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Shell.Execution;
using Drover.Shell.Redirections;

namespace Drover.Shell.Jobs;

/// <summary>What <c>set -m</c> turns on.</summary>
internal sealed class JobControl(Interpreter shell)
{
    private static readonly Signal[] s_stopSignals = [Signal.TSTP, Signal.TTIN, Signal.TTOU];

    /// <summary>The terminal that is handed to foreground jobs; null when there is none or it is not ours to give.</summary>
    public Descriptor? Terminal { get; private set; }

    /// <summary>Turns it on: the shell itself does not stop at the terminal's signals any more.</summary>
    public void Enable()
    {
        // The terminal and the signals of a session's process are its host's; each job has its group all the same.
        if (!SignalCatcher.IsSupported || shell.Session is not null) return;
        shell.Starter.WatchStops();
        foreach (Signal signal in s_stopSignals)
            if (shell.Environment.Traps[signal.Number] is null && !shell.Signals.IsFixed(signal.Number)) _ = SignalCatcher.Set(signal, SignalDisposition.Ignored);
        if (Descriptor.TryOpen("/dev/tty", OpenMode.ReadWriteExisting, out _) is not { } terminal) return;
        terminal = OpenFile.MoveUp(terminal);
        if (Engine.Terminals.Terminal.GetForegroundGroup(terminal) == OwnProcess.Group) Terminal = terminal;
        else terminal.Dispose();
    }

    /// <summary>Turns it off.</summary>
    public void Disable()
    {
        if (shell.Session is not null) return;
        foreach (Signal signal in s_stopSignals)
            if (shell.Environment.Traps[signal.Number] is null && !shell.Signals.IsFixed(signal.Number)) _ = SignalCatcher.Set(signal, SignalDisposition.Default);
        Terminal?.Dispose();
        Terminal = null;
    }

    /// <summary>In a forked child: jobs are the parent's.</summary>
    public void ForgetAfterFork()
    {
        Terminal?.Dispose();
        Terminal = null;
    }

    /// <summary>Gives the terminal to a job.</summary>
    public void Give(Job job)
    {
        if (Terminal is not null) _ = Engine.Terminals.Terminal.TrySetForegroundGroup(Terminal, job.Pipeline.Group.Id);
    }

    /// <summary>Takes the terminal back.</summary>
    public void TakeBack()
    {
        if (Terminal is not null) _ = Engine.Terminals.Terminal.TrySetForegroundGroup(Terminal, OwnProcess.Group);
    }
}
