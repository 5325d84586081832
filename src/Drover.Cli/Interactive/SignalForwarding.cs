// Constraints
//   The follower may be blocked in a write to a full pipe just when Ctrl-C is typed, and signals come before there is a run to send them to.
//   The runtime delivers signals on threads of its own.
// Scheme
//   Each handler speaks to the run by itself, on a connection of its own; what comes before the run exists is kept.

using System.Diagnostics;
using System.Runtime.InteropServices;
using Drover.Cli.Printing;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Runs;

namespace Drover.Cli.Interactive;

/// <summary>Passes the signals that drover gets on to the run that it follows.</summary>
internal sealed class SignalForwarding : IDisposable
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(2);
    private static readonly Signal[] s_forwarded = [Signal.HUP, Signal.INT, Signal.QUIT, Signal.TERM, Signal.USR1, Signal.USR2];

    private readonly object _lock = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly List<Signal> _early = [];
    private Run? _run;
    private long _lastInterrupt;
    private int _interrupts;

    /// <summary>Begins; from now on these signals do not end drover, except those that it was started with ignored.</summary>
    public SignalForwarding()
    {
        SignalSet ignored = IgnoredSignals.Read();
        foreach (Signal signal in s_forwarded)
            if (!ignored.Contains(signal)) Register(signal, () => Forward(signal));
        if (!ignored.Contains(Signal.TSTP)) Register(Signal.TSTP, SuspendAll);
        Register(Signal.CONT, Continue);
        Register(Signal.WINCH, () => Resized?.Invoke());
    }

    /// <summary>The terminal that is to be put back while we are stopped.</summary>
    public RawTerminal? Terminal { get; set; }

    /// <summary>Called when our terminal may have changed its size.</summary>
    public Action? Resized { get; set; }

    /// <summary>Names the run; it gets what came before.</summary>
    public void Begin(Run run)
    {
        List<Signal> early;
        lock (_lock)
        {
            _run = run;
            early = [.. _early];
            _early.Clear();
        }
        foreach (Signal signal in early) Send(run, signal, wholeTree: false);
    }

    /// <summary>Signals have their default effect again.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
    }

    private void Register(Signal signal, Action action) => _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal.Number, context =>
    {
        context.Cancel = true;
        action();
    }));

    private void Forward(Signal signal)
    {
        Run? run;
        int interrupts = 0;
        lock (_lock)
        {
            run = _run;
            if (run is null) _early.Add(signal);
            if (signal == Signal.INT) interrupts = CountInterrupt();
        }
        if (run is null) return;
        if (interrupts < 2) Send(run, signal, wholeTree: false);
        else Stop(run, kill: interrupts > 2);
    }

    private int CountInterrupt()
    {
        bool again = _interrupts > 0 && Stopwatch.GetElapsedTime(_lastInterrupt) <= s_again;
        _lastInterrupt = Stopwatch.GetTimestamp();
        // Once the stop has begun, each further one asks for more haste.
        _interrupts = again || _interrupts >= 2 ? _interrupts + 1 : 1;
        return _interrupts;
    }

    private static void Stop(Run run, bool kill)
    {
        StandardError.Line(kill ? $"killing run {run.Id}." : $"stopping run {run.Id}; Ctrl-C once more kills it.");
        try
        {
            _ = run.Stop(kill ? StopPolicy.Kill : null);
        }
        catch (IOException e)
        {
            StandardError.Line(e.Message);
        }
    }

    private void SuspendAll()
    {
        Run? run = _run;
        if (Terminal is not null && run is not null)
        {
            // Its stop will stop us: see JobSuspension.
            Send(run, Signal.STOP, wholeTree: true);
            return;
        }
        // SIGTSTP would be dropped: a run leads a session of its own, and such a group is an orphan to job control (setpgid(2), signal(7)).
        if (run is not null) Send(run, Signal.STOP, wholeTree: true);
        OwnProcess.Suspend();
    }

    // Whoever stopped us: what continues us continues the run.
    private void Continue()
    {
        Terminal?.Resume();
        if (_run is { } run) Send(run, Signal.CONT, wholeTree: true);
        Resized?.Invoke();
    }

    private static void Send(Run run, Signal signal, bool wholeTree)
    {
        try
        {
            // False: it has ended meanwhile, which the follower is about to see.
            _ = run.Signal(signal, wholeTree);
        }
        catch (IOException e)
        {
            StandardError.Line($"{signal} could not be passed on to run {run.Id}: {e.Message}");
        }
    }
}
