// Constraints
//   A trap runs between two commands and never inside of one; what was ignored at entry stays so in a shell that is not interactive (POSIX trap).
//   Children start with what is ignored ignored and all else at its default.
// Scheme
//   The engine's catcher notes signals. The interpreter asks after each pipeline whether one is pending, which costs next to nothing while nothing is caught.

using Drover.Engine.Signals;
using Drover.Shell.Execution;

namespace Drover.Shell.Traps;

/// <summary>Sets what signals do, and runs the traps of those that came.</summary>
internal sealed class PendingTraps(Interpreter shell)
{
    private SignalSet _ignoredAtEntry;
    private ulong _caught;
    private int? _statusBefore;
    private bool _runsExit;

    /// <summary>Whether a signal with a trap has come.</summary>
    public bool IsPending => shell.Session is { } session ? session.IsPending : _caught != 0 && (SignalCatcher.Pending.Mask & _caught) != 0;

    /// <summary>What a wait that was interrupted returns: more than 128.</summary>
    public int InterruptStatus
    {
        get
        {
            if (shell.Session is { } session) return session.InterruptStatus;
            ulong mask = SignalCatcher.Pending.Mask & _caught;
            return mask == 0 ? 129 : 129 + System.Numerics.BitOperations.TrailingZeroCount(mask);
        }
    }

    /// <summary>The signals that commands start with ignored.</summary>
    public SignalSet IgnoredByChildren { get; private set; }

    /// <summary>The status before the trap that is running, for <c>exit</c> without an operand; null outside of traps.</summary>
    public int? StatusBeforeTrap => _statusBefore;

    /// <summary>At the start of the shell: undoes what the runtime did to signals.</summary>
    public void Begin()
    {
        if (!SignalCatcher.IsSupported) return;
        bool interactive = shell.Environment.Has(ShellOptions.Interactive);
        _ignoredAtEntry = SignalCatcher.IgnoredAtEntry;
        IgnoredByChildren = _ignoredAtEntry;
        foreach (Signal signal in (ReadOnlySpan<Signal>)[Signal.INT, Signal.QUIT, Signal.PIPE, Signal.TERM, Signal.CONT])
            _ = SignalCatcher.Set(signal, _ignoredAtEntry.Contains(signal) || (interactive && signal != Signal.PIPE && signal != Signal.CONT) ? SignalDisposition.Ignored : SignalDisposition.Default);
    }

    /// <summary>Whether a signal was ignored when a shell that is not interactive was started: no trap changes that.</summary>
    public bool IsFixed(int condition) => condition > 0 && !shell.Environment.Has(ShellOptions.Interactive) && _ignoredAtEntry.Contains(new Signal(condition));

    /// <summary>The action that <c>trap</c> shows for a condition; null for the default.</summary>
    public string? Shown(int condition) =>
        shell.Environment.Traps.Shown(condition) ?? (condition > 0 && _ignoredAtEntry.Contains(new Signal(condition)) && shell.Environment.Traps.IsEmpty ? "" : null);

    /// <summary>Sets the action of a condition: null is the default, empty ignores. Returns 0 or the error number.</summary>
    public int Set(int condition, string? action)
    {
        if (IsFixed(condition)) return 0;
        if (condition > 0)
        {
            var signal = new Signal(condition);
            SignalDisposition disposition = action is null ? SignalDisposition.Default : action.Length == 0 ? SignalDisposition.Ignored : SignalDisposition.Caught;
            if (shell.Session is null && SignalCatcher.IsSupported)
            {
                int errno = SignalCatcher.Set(signal, Own(signal, disposition));
                if (errno != 0) return condition is 9 or 19 ? 0 : errno;
            }
            IgnoredByChildren = disposition == SignalDisposition.Ignored ? IgnoredByChildren.With(signal) : new SignalSet(IgnoredByChildren.Mask & ~SignalSet.Of(signal).Mask);
            ulong bit = SignalSet.Of(signal).Mask;
            if (disposition != SignalDisposition.Caught) _caught &= ~bit;
            else
            {
                if (_caught == 0 && shell.Session is null) shell.Starter.WatchSignals();
                _caught |= bit;
            }
        }
        shell.Environment.Traps.Set(condition, action);
        return 0;
    }

    // What the shell itself does: an ignored SIGCHLD would lose every status, and job control needs it; with job control the shell does not stop.
    private SignalDisposition Own(Signal signal, SignalDisposition asked)
    {
        if (asked == SignalDisposition.Caught) return asked;
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
            ulong pending = SignalCatcher.Pending.Mask & _caught;
            if (pending == 0) return;
            int number = System.Numerics.BitOperations.TrailingZeroCount(pending) + 1;
            _ = SignalCatcher.Take(SignalSet.Of(new Signal(number)));
            if (shell.Environment.Traps[number] is { Length: > 0 } action) RunAction(action);
        }
    }

    /// <summary>Runs the action of a trap.</summary>
    public void RunAction(string action)
    {
        int status = shell.Environment.LastStatus, line = shell.Line;
        int? outer = _statusBefore;
        _statusBefore = status;
        shell.ExecuteText(action);
        _statusBefore = outer;
        shell.Line = line;
        if (shell.Flow == Flow.None) shell.Environment.LastStatus = status;
    }

    /// <summary>In a forked child: the engine has set every signal to its default, or to be ignored.</summary>
    public void EnterSubshell()
    {
        _caught = 0;
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
