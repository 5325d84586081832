// Constraints
//   A trap runs between two commands and never inside of one; what was ignored at entry stays so in a shell that is not interactive (POSIX trap).
//   Children start with what is ignored ignored and all else at its default.
// Scheme
//   The engine's catcher notes signals. The interpreter asks after each pipeline whether one is pending, which costs next to nothing while nothing is caught.
//   A shell that is not interactive leaves its signals at their default, but for SIGINT while it waits for a command in the foreground, which may deal with the key itself
//   (as in bash; in POSIX mode the shell ends then, as dash does), and, outside of POSIX mode, what ends it while there is a trap of EXIT to run first.

using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Shell.Execution;

namespace Drover.Shell.Traps;

/// <summary>Sets what signals do, and runs the traps of those that came.</summary>
internal sealed class PendingTraps(Interpreter shell)
{
    // How long the kernel may take, in milliseconds, to send a SIGHUP that is sure to come.
    private const int LongestHangUp = 1000;

    private SignalSet _ignoredAtEntry;
    private ulong _caught;

    // What the shell itself wants to know of, where the user has set no trap.
    private ulong _own;

    // This process is an interactive shell; a subshell in it counts as part of that.
    private bool _isInteractive;

    private ulong Ends => _own & ~SignalSet.Of(Signal.INT).Mask;

    // Whether SIGINT is caught only until the command in the foreground has ended.
    private bool _catchesForCommand;
    private bool _isInterrupted;
    private bool _ranHangUp;
    private int? _statusBefore;
    private bool _runsExit;

    /// <summary>Whether a signal with a trap has come.</summary>
    public bool IsPending => shell.Session is { } session ? session.IsPending : _isInterrupted || ((_caught | _own) != 0 && (SignalCatcher.Pending.Mask & (_caught | _own)) != 0);

    /// <summary>Waits until something can be read; false when a signal came first that is caught.</summary>
    public bool WaitReadable(Engine.Descriptors.Descriptor input) => shell.Session is { } session ? session.WaitReadable(input) : (_caught | _own) == 0 || SignalCatcher.WaitReadable(input, new SignalSet(_caught | _own));

    /// <summary>Waits until something can be read, or the shell is to end (<see cref="IsEndPending"/>); a shell that nothing ends so does not wait.</summary>
    public void WaitReadableOrEnd(Engine.Descriptors.Descriptor input)
    {
        if (CatchesEnds) _ = SignalCatcher.WaitReadable(input, new SignalSet(Ends));
    }

    /// <summary>Whether a trap of the user's is to run.</summary>
    public bool HasTrapToRun => (SignalCatcher.Pending.Mask & _caught) != 0;

    /// <summary>Whether SIGINT has come, with a trap or without.</summary>
    public bool IsInterruptPending => _isInterrupted || (SignalCatcher.Pending.Mask & (_caught | _own) & SignalSet.Of(Signal.INT).Mask) != 0;

    /// <summary>Whether SIGINT has come and the user has set no trap for it.</summary>
    public bool IsOwnInterruptPending => _isInterrupted || (SignalCatcher.Pending.Mask & _own & SignalSet.Of(Signal.INT).Mask) != 0;

    /// <summary>Whether a signal has come that ends the shell, be there a command in the foreground or not: it has been hung up or terminated, and nothing is to be waited for any more.</summary>
    public bool IsEndPending => (SignalCatcher.Pending.Mask & Ends) != 0;

    /// <summary>Whether a signal could come that <see cref="IsEndPending"/> tells of.</summary>
    public bool CatchesEnds => Ends != 0;

    /// <summary>The signal that ends the shell, in its own way: jobs are told, or the trap of EXIT runs.</summary>
    public Signal? EndedBy { get; private set; }

    /// <summary>What a wait that was interrupted returns: more than 128.</summary>
    public int InterruptStatus
    {
        get
        {
            if (shell.Session is { } session) return session.InterruptStatus;
            ulong mask = SignalCatcher.Pending.Mask & (_caught | _own);
            return mask == 0 ? 130 : 129 + System.Numerics.BitOperations.TrailingZeroCount(mask);
        }
    }

    /// <summary>The signals that commands start with ignored.</summary>
    public SignalSet IgnoredByChildren { get; private set; }

    /// <summary>The status before the trap that is running, for <c>exit</c> without an operand; null outside of traps.</summary>
    public int? StatusBeforeTrap => _statusBefore;

    /// <summary>How many traps of signals are running, each having interrupted the one before.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether the action of a trap is running, that of EXIT too.</summary>
    public bool RunsAction => Depth > 0 || _runsExit;

    /// <summary>At the start of the shell: undoes what the runtime did to signals.</summary>
    public void Begin()
    {
        if (!SignalCatcher.IsSupported) return;
        bool interactive = _isInteractive = shell.Environment.Has(ShellOptions.Interactive);
        // An ignored SIGCHLD would lose every status (wait(2)), here and in the shells that are started.
        _ignoredAtEntry = SignalCatcher.IgnoredAtEntry.Without(Signal.CHLD);
        ProcessEngine.RestoreChildSignal();
        IgnoredByChildren = _ignoredAtEntry;
        foreach (Signal signal in (ReadOnlySpan<Signal>)[Signal.INT, Signal.QUIT, Signal.PIPE, Signal.TERM, Signal.CONT])
            _ = SignalCatcher.Set(signal, _ignoredAtEntry.Contains(signal) || (interactive && signal != Signal.PIPE && signal != Signal.CONT) ? SignalDisposition.Ignored : SignalDisposition.Default);
        if (!interactive) return;
        // What was ignored stays so in children, but a user at a terminal can interrupt the shell.
        _ = SignalCatcher.Set(Signal.INT, SignalDisposition.Caught);
        _own = SignalSet.Of(Signal.INT).Mask;
        if (!_ignoredAtEntry.Contains(Signal.HUP) && SignalCatcher.Set(Signal.HUP, SignalDisposition.Caught) == 0) _own |= SignalSet.Of(Signal.HUP).Mask;
        _ = SignalCatcher.Set(Signal.WINCH, SignalDisposition.Caught);
        shell.Starter.WatchSignals();
    }

    /// <summary>With job control the commands of an interactive shell start with the terminal's stop signals at their default, even if the shell was started with them ignored (tmux does that), unless the user ignores them. In POSIX mode they stay as they were.</summary>
    public void TakeStopSignals(ReadOnlySpan<Signal> signals)
    {
        if (!shell.IsInteractive || shell.Environment.Has(ShellOptions.Posix)) return;
        foreach (Signal signal in signals)
        {
            if (shell.Environment.Traps[signal.Number] is not null) continue;
            _ignoredAtEntry = _ignoredAtEntry.Without(signal);
            IgnoredByChildren = IgnoredByChildren.Without(signal);
        }
    }

    /// <summary>Whether a signal was ignored when a shell that is not interactive was started: no trap changes that.</summary>
    public bool IsFixed(int condition) => TrapConditions.IsSignal(condition) && !shell.Environment.Has(ShellOptions.Interactive) && _ignoredAtEntry.Contains(new Signal(condition));

    /// <summary>The action that <c>trap</c> shows for a condition; null for the default.</summary>
    public string? Shown(int condition) =>
        shell.Environment.Traps.Shown(condition) ?? (TrapConditions.IsSignal(condition) && _ignoredAtEntry.Contains(new Signal(condition)) && shell.Environment.Traps.IsEmpty ? "" : null);

    /// <summary>A command in the foreground is about to be started: SIGINT is its business too.</summary>
    public void BeginCommand()
    {
        ulong bit = SignalSet.Of(Signal.INT).Mask;
        if (_isInteractive || shell.Session is not null || ((_caught | _own) & bit) != 0 || IgnoredByChildren.Contains(Signal.INT) || !SignalCatcher.IsSupported) return;
        _catchesForCommand = SignalCatcher.Set(Signal.INT, SignalDisposition.Caught) == 0;
        if (_catchesForCommand) _own |= bit;
    }

    /// <summary>It has ended, or could not be started: a SIGINT that came meanwhile ends the shell, unless the command has dealt with it.</summary>
    /// <param name="status">How it ended; null when it did not.</param>
    public void EndCommand(WaitStatus? status)
    {
        if (!_catchesForCommand) return;
        _catchesForCommand = false;
        _ = SignalCatcher.Set(Signal.INT, SignalDisposition.Default);
        _own &= ~SignalSet.Of(Signal.INT).Mask;
        if (SignalCatcher.Take(SignalSet.Of(Signal.INT)).Mask == 0) return;
        bool dealtWith = status is { } end && !(end.Kind == WaitStatusKind.Signalled && end.Signal == Signal.INT);
        if (!dealtWith || shell.Environment.Has(ShellOptions.Posix)) _ = SignalSender.Send(OwnProcess.Pid, Signal.INT);
    }

    /// <summary>Sets the action of a condition: null is the default, empty ignores. Returns 0 or the error number.</summary>
    public int Set(int condition, string? action)
    {
        if (IsFixed(condition)) return 0;
        if (TrapConditions.IsSignal(condition))
        {
            var signal = new Signal(condition);
            SignalDisposition disposition = action is null ? SignalDisposition.Default : action.Length == 0 ? SignalDisposition.Ignored : SignalDisposition.Caught;
            if (shell.Session is null && SignalCatcher.IsSupported)
            {
                int errno = SignalCatcher.Set(signal, Own(signal, disposition, out bool isOwn));
                _own = isOwn ? _own | SignalSet.Of(signal).Mask : _own & ~SignalSet.Of(signal).Mask;
                if (errno != 0) return condition is 9 or 19 ? 0 : errno;
            }
            IgnoredByChildren = disposition == SignalDisposition.Ignored ? IgnoredByChildren.With(signal) : IgnoredByChildren.Without(signal);
            ulong bit = SignalSet.Of(signal).Mask;
            if (disposition != SignalDisposition.Caught) _caught &= ~bit;
            else
            {
                if (_caught == 0 && shell.Session is null) shell.Starter.WatchSignals();
                _caught |= bit;
            }
        }
        shell.Environment.Traps.Set(condition, action);
        if (condition == 0) CatchEnds();
        return 0;
    }

    // The signals that would end a script without the trap of EXIT, whose work is to be done however it ends: bash does that.
    private void CatchEnds()
    {
        if (_isInteractive || shell.Session is not null || !SignalCatcher.IsSupported) return;
        foreach (Signal signal in (ReadOnlySpan<Signal>)[Signal.HUP, Signal.INT, Signal.TERM])
        {
            if (shell.Environment.Traps[signal.Number] is not null || IgnoredByChildren.Contains(signal)) continue;
            SignalDisposition disposition = Own(signal, SignalDisposition.Default, out bool isOwn);
            if (SignalCatcher.Set(signal, disposition) != 0) continue;
            _own = isOwn ? _own | SignalSet.Of(signal).Mask : _own & ~SignalSet.Of(signal).Mask;
        }
        if (_own != 0) shell.Starter.WatchSignals();
    }

    private bool RunsExitFirst(Signal signal) =>
        !shell.Environment.Has(ShellOptions.Posix) && shell.Environment.Traps[0] is { Length: > 0 } && (signal == Signal.HUP || signal == Signal.INT || signal == Signal.TERM);

    // What the shell itself does: an ignored SIGCHLD would lose every status, and job control needs it; with job control the shell does not stop.
    private SignalDisposition Own(Signal signal, SignalDisposition asked, out bool isOwn)
    {
        isOwn = false;
        if (asked == SignalDisposition.Caught) return asked;
        if (asked == SignalDisposition.Default && shell.IsInteractive)
        {
            isOwn = signal == Signal.INT || signal == Signal.HUP;
            if (isOwn || signal == Signal.WINCH) return SignalDisposition.Caught;
        }
        if (asked == SignalDisposition.Default && !_isInteractive && shell.Session is null && RunsExitFirst(signal))
        {
            isOwn = true;
            return SignalDisposition.Caught;
        }
        if (signal == Signal.CHLD) return shell.Starter.WatchesStops ? SignalDisposition.Caught : SignalDisposition.Default;
        bool spares = (shell.Environment.Has(ShellOptions.Monitor) && (signal == Signal.TSTP || signal == Signal.TTIN || signal == Signal.TTOU))
            || (shell.Environment.Depth == 0 && shell.Environment.Has(ShellOptions.Interactive) && (signal == Signal.INT || signal == Signal.QUIT || signal == Signal.TERM));
        return spares ? SignalDisposition.Ignored : asked;
    }

    /// <summary>Runs the traps of the signals that came.</summary>
    public void Run()
    {
        if (shell.Session is { } session)
        {
            session.Attend(shell);
            return;
        }
        while (shell.Flow == Flow.None)
        {
            if (TakeOwn()) return;
            ulong pending = SignalCatcher.Pending.Mask & _caught;
            if (pending == 0) return;
            int number = System.Numerics.BitOperations.TrailingZeroCount(pending) + 1;
            _ = SignalCatcher.Take(SignalSet.Of(new Signal(number)));
            _ranHangUp |= number == Signal.HUP.Number;
            if (shell.Environment.Traps[number] is { Length: > 0 } action) RunAction(action);
        }
    }

    /// <summary>Acts as if SIGINT had come to the shell: a foreground job with the terminal was ended by it, and it was meant for both.</summary>
    public void Interrupt()
    {
        if (!SignalCatcher.IsSupported || shell.Session is not null) return;
        // It came to the job, not to us. The trap of a user at the prompt runs all the same, as if both were one; that of a script, and in POSIX mode, sees no signal.
        string? trap = shell.Environment.Traps[Signal.INT.Number];
        if (trap is not null && !(trap.Length > 0 && shell.IsInteractive && !shell.Environment.Has(ShellOptions.Posix))) return;
        if (shell.IsInteractive && trap is null) _isInterrupted = true;
        else _ = SignalSender.Send(OwnProcess.Pid, Signal.INT);
    }

    /// <summary>Forgets a SIGINT that a foreground command has dealt with itself.</summary>
    public void ForgetInterrupt()
    {
        if (!_catchesForCommand && (_own & SignalSet.Of(Signal.INT).Mask) != 0) _ = SignalCatcher.Take(SignalSet.Of(Signal.INT));
    }

    /// <summary>The terminal has gone: the shell ends as by SIGHUP, unless that is ignored. The kernel sends it to the leader of the session alone (XBD 11.1.10), and a moment after the end of what can be read.</summary>
    public void HangUp()
    {
        ulong bit = SignalSet.Of(Signal.HUP).Mask;
        long until = Environment.TickCount64 + LongestHangUp;
        bool comes = !_ranHangUp && ((_own | _caught) & bit) != 0 && OwnProcess.Session == OwnProcess.Pid;
        while (comes && (SignalCatcher.Pending.Mask & bit) == 0 && Environment.TickCount64 < until) shell.Starter.Loop.RunOnce(TimeSpan.FromMilliseconds(1));
        if (shell.Flow == Flow.None) Run();
        if (shell.Flow != Flow.Exit && (_own & bit) != 0) End(Signal.HUP);
    }

    // What has no trap but means something to an interactive shell: true when it did.
    private bool TakeOwn()
    {
        ulong taken = _own == 0 ? 0 : SignalCatcher.Take(new SignalSet(_own)).Mask;
        bool interrupted = _isInterrupted || (taken & SignalSet.Of(Signal.INT).Mask) != 0;
        _isInterrupted = false;
        ulong ends = _isInteractive ? taken & SignalSet.Of(Signal.HUP).Mask : taken;
        if (ends != 0)
        {
            End(new Signal(System.Numerics.BitOperations.TrailingZeroCount(ends) + 1));
            return true;
        }
        if (!interrupted) return false;
        shell.Flow = Flow.Interrupt;
        shell.Environment.LastStatus = 128 + Signal.INT.Number;
        return true;
    }

    private void End(Signal signal)
    {
        EndedBy = signal;
        shell.Flow = Flow.Exit;
        shell.Environment.LastStatus = 128 + signal.Number;
    }

    /// <summary>Runs an action between two commands; the status stays what it was.</summary>
    /// <param name="action">Its text.</param>
    /// <param name="firstLine">The number of its first line.</param>
    /// <param name="keepsStatus">Whether <c>return</c> and <c>exit</c> without an operand mean the status before it.</param>
    public void RunAction(string action, int firstLine = 1, bool keepsStatus = true)
    {
        int status = shell.Environment.LastStatus, line = shell.Line;
        int? outer = _statusBefore;
        _statusBefore = keepsStatus ? status : null;
        Depth++;
        shell.ExecuteText(action, firstLine);
        Depth--;
        _statusBefore = outer;
        shell.Line = line;
        if (shell.Flow == Flow.None) shell.Environment.LastStatus = status;
    }

    /// <summary>At the very end of the shell: it dies of the signal that ends it.</summary>
    public void DieOfSignal()
    {
        if (EndedBy is not { } signal) return;
        _ = SignalCatcher.Set(signal, SignalDisposition.Default);
        _ = SignalSender.Send(OwnProcess.Pid, signal);
    }

    /// <summary>In a forked child: the engine has set every signal to its default, or to be ignored.</summary>
    public void EnterSubshell()
    {
        if (IgnoredByChildren.Contains(Signal.CHLD)) ProcessEngine.RestoreChildSignal();
        _caught = 0;
        _own = 0;
        _catchesForCommand = false;
        _isInteractive = false;
        EndedBy = null;
        _isInterrupted = false;
        Depth = 0;
        _statusBefore = null;
        _runsExit = false;
    }

    /// <summary>What a list in the background without job control does (POSIX 2.11).</summary>
    public static SignalSet WithInterrupts(SignalSet signals) => signals.With(Signal.INT).With(Signal.QUIT);

    /// <summary>Says that the engine starts this child with these signals ignored.</summary>
    public void SetIgnored(SignalSet signals) => IgnoredByChildren = signals;

    /// <summary>Runs the trap of EXIT, if there is one, and returns the status that the shell ends with.</summary>
    public int RunExit(int status)
    {
        if (_runsExit || shell.Environment.Traps[0] is not { Length: > 0 } action) return status;
        _runsExit = true;
        shell.Environment.Traps.Set(0, null);
        shell.Environment.LastStatus = status;
        _statusBefore = status;
        shell.ExecuteText(action);
        _statusBefore = null;
        if (shell.Flow is Flow.Exit or Flow.Abort) status = shell.Environment.LastStatus;
        shell.Flow = Flow.None;
        _runsExit = false;
        return status;
    }
}
