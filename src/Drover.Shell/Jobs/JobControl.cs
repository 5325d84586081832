// Constraints
//   A job that is in the foreground owns the terminal before it runs; the shell takes it back however the job's turn ended, with the modes that it had itself.
//   A shell in the background must not take the terminal from whoever has it.
// Scheme
//   With set -m each pipeline has a group of its own. The terminal is kept open at a number of ours. An interactive shell waits until it is in the foreground, leads a group of its own
//   and gives the terminal back when it ends; a script that says set -m hands on what it has at the moment, and without a terminal there are only the groups.

using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;
using Drover.Shell.Execution;
using Drover.Shell.Redirections;

namespace Drover.Shell.Jobs;

/// <summary>What <c>set -m</c> turns on, and the terminal of an interactive shell.</summary>
internal sealed class JobControl(Interpreter shell)
{
    // In a group that nobody could continue, the kernel does not stop us: asking for ever would be a loop.
    private const int MostAttempts = 16;

    private static readonly Signal[] s_stopSignals = [Signal.TSTP, Signal.TTIN, Signal.TTOU];
    private TerminalModes? _modes;
    private int _formerGroup;
    private bool _isGiven;
    private bool _isOn;
    private int _warnedAt = -1;

    /// <summary>The terminal of our session; null when there is none or nobody needed it.</summary>
    public Descriptor? Device { get; private set; }

    /// <summary>Whether commands come from a terminal.</summary>
    public bool HasTerminal => Device is not null && shell.Environment.Descriptors[0] is { Capture: null } input && input.Descriptor.IsTerminal;

    /// <summary>Whether the terminal that there was has gone.</summary>
    public bool HasHungUp => Device is { } device && Terminal.IsHungUp(device);

    /// <summary>Whether the shell may hand the terminal to a foreground job now.</summary>
    public bool OwnsTerminal => _isOn && Device is { } device && Terminal.GetForegroundGroup(device) == OwnProcess.Group;

    /// <summary>Whether a job in the foreground has the terminal from us.</summary>
    public bool IsGiven => _isGiven;

    /// <summary>The terminal for a foreground job that is about to be started; null when it is not ours to give.</summary>
    public Descriptor? TerminalToGive() => (_isGiven = OwnsTerminal) ? Device : null;

    /// <summary>At the start of an interactive shell: gets the terminal, and job control if it is wanted. False when that cannot be had.</summary>
    public bool Begin(bool wantsJobControl)
    {
        if (!SignalCatcher.IsSupported) return false;
        OpenDevice();
        if (Device is not null) _modes = TerminalModes.Read(Device);
        return wantsJobControl && Device is not null && TryLead();
    }

    /// <summary>Turns it on: the shell itself does not stop at the terminal's signals any more.</summary>
    public void Enable()
    {
        // The terminal and the signals of a session's process are its host's; each job has its group all the same.
        if (!SignalCatcher.IsSupported || _isOn || shell.Session is not null) return;
        OpenDevice();
        if (shell.IsInteractive && Device is not null && TryLead()) return;
        TurnOn();
    }

    /// <summary>Turns it off.</summary>
    public void Disable()
    {
        if (!_isOn) return;
        _isOn = false;
        SetStopSignals(SignalDisposition.Default);
    }

    /// <summary>In a forked child: jobs are the parent's, and so is the terminal.</summary>
    public void ForgetAfterFork()
    {
        Device?.Dispose();
        Device = null;
        _isOn = false;
        _isGiven = false;
        _formerGroup = 0;
    }

    /// <summary>Gives the terminal to a job that goes on in the foreground, with the modes that it had when it stopped.</summary>
    public void Give(Job job)
    {
        if (TerminalToGive() is not { } device) return;
        job.Modes?.Apply(device);
        _ = Terminal.TrySetForegroundGroup(device, job.Pipeline.Group.Id);
    }

    /// <summary>After a job's turn in the foreground: takes the terminal back, and its modes unless the job ended by itself, as stty does.</summary>
    public void TakeBack(Job job)
    {
        if (!_isGiven || Device is not { } device) return;
        _isGiven = false;
        _ = Terminal.TrySetForegroundGroup(device, OwnProcess.Group);
        if (job.State == JobState.Stopped) job.Modes = TerminalModes.Read(device);
        if (job.State == JobState.Done && job.Status.Kind == WaitStatusKind.Exited) _modes = TerminalModes.Read(device);
        else _modes?.Apply(device);
    }

    /// <summary>Before a prompt: an interactive shell with job control is in the foreground, whatever a command did.</summary>
    public void TakeBack()
    {
        if (_isOn && Device is { } device && Terminal.GetForegroundGroup(device) != OwnProcess.Group) _ = Terminal.TrySetForegroundGroup(device, OwnProcess.Group);
    }

    /// <summary>When the shell ends or becomes another program: terminal and group are as they were found.</summary>
    public void Restore()
    {
        if (_formerGroup == 0 || Device is not { } device) return;
        int former = _formerGroup;
        _formerGroup = 0;
        if (former == OwnProcess.Group) return;
        _ = Terminal.TrySetForegroundGroup(device, former);
        _ = OwnProcess.JoinGroup(former);
    }

    /// <summary>Stops the shell itself until somebody continues it (<c>suspend</c>).</summary>
    public void Suspend()
    {
        bool leads = _formerGroup != 0;
        Restore();
        OwnProcess.Suspend();
        if (leads) _ = TryLead();
        if (Device is { } device && _modes is not null && OwnsTerminal) _modes.Apply(device);
    }

    /// <summary>Says once that jobs are stopped when the user wants to leave; true when the shell stays.</summary>
    public bool WarnsOfStoppedJobs()
    {
        if (!shell.IsInteractive || _warnedAt >= shell.CommandNumber - 1) return false;
        shell.Starter.Poll();
        if (!shell.Jobs.All.Any(job => job.State == JobState.Stopped)) return false;
        _warnedAt = shell.CommandNumber;
        shell.Output.WriteError("There are stopped jobs.\n");
        return true;
    }

    /// <summary>Whoever looks at the jobs after the warning is not warned again.</summary>
    public void KeepWarning()
    {
        if (_warnedAt >= 0 && _warnedAt >= shell.CommandNumber - 1) _warnedAt = shell.CommandNumber;
    }

    private bool TryLead()
    {
        Descriptor device = Device!;
        for (int attempt = 0; Terminal.GetForegroundGroup(device) is var group && group != OwnProcess.Group; attempt++)
        {
            if (group == 0 || attempt == MostAttempts) return false;
            // Whoever started us in the background continues us in the foreground.
            _ = SignalCatcher.Set(Signal.TTIN, SignalDisposition.Default);
            _ = SignalSender.Send(0, Signal.TTIN);
        }
        TurnOn();
        _formerGroup = OwnProcess.Group;
        if (_formerGroup != OwnProcess.Pid && OwnProcess.JoinGroup(0) == 0) _ = Terminal.TrySetForegroundGroup(device, OwnProcess.Group);
        return true;
    }

    private void TurnOn()
    {
        _isOn = true;
        shell.Starter.WatchStops();
        shell.Signals.TakeStopSignals(s_stopSignals);
        SetStopSignals(SignalDisposition.Ignored);
    }

    private void SetStopSignals(SignalDisposition disposition)
    {
        foreach (Signal signal in s_stopSignals)
            if (shell.Environment.Traps[signal.Number] is null && !shell.Signals.IsFixed(signal.Number)) _ = SignalCatcher.Set(signal, disposition);
    }

    private void OpenDevice()
    {
        if (Device is not null || Descriptor.TryOpen("/dev/tty", OpenMode.ReadWriteExisting, out _) is not { } terminal) return;
        Device = OpenFile.MoveUp(terminal);
        _modes ??= TerminalModes.Read(Device);
    }
}
