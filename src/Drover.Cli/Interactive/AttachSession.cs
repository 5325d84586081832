using System.Runtime.InteropServices;
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

/// <summary>This terminal, connected to a live run.</summary>
internal sealed class AttachSession : IDisposable
{
    private const int ReplayedLines = 100;
    private readonly Run _run;
    private readonly RunStatus _status;
    private readonly bool _readOnly;
    private readonly Descriptor _input = new(0);
    private readonly RawTerminal? _raw;
    private readonly List<PosixSignalRegistration> _signals = [];

    private AttachSession(Run run, RunStatus status, bool readOnly)
    {
        _run = run;
        _status = status;
        _readOnly = readOnly;
        _raw = status.HasTerminal && _input.IsTerminal ? RawTerminal.Enter(_input) : null;
        Register(Signal.HUP, () => Leave(null, 128 + Signal.HUP.Number));
        Register(Signal.TERM, () => Leave(null, 128 + Signal.TERM.Number));
        Register(Signal.INT, () => Leave(DetachedLine, ExitStatus.Success));
        if (_raw is null) return;
        Register(Signal.TSTP, () =>
        {
            _raw.Suspend();
            OwnProcess.Suspend();
        });
        Register(Signal.CONT, _raw.Resume);
    }

    private string Name => _status.Name ?? _status.Id;

    private string DetachedLine => $"detached from {Name}, which goes on. 'drover attach {Name}' comes back.";

    /// <summary>Attaches until the run ends or the keys are typed, and returns the exit status.</summary>
    /// <exception cref="CliException">The run has ended.</exception>
    public static int Execute(Run run, KeySequence? keys, bool readOnly)
    {
        RunStatus status = run.ReadStatus();
        if (status.State == RunState.Ended)
        {
            string name = status.Name ?? status.Id;
            throw new CliException($"run {name} has ended ({StateText.Ending(status).Words}). 'drover logs {name}' prints its output, 'drover restart {name}' starts it again.");
        }
        using var session = new AttachSession(run, status, readOnly);
        return session.Attach(keys);
    }

    /// <summary>Puts the terminal back.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        _raw?.Dispose();
    }

    private int Attach(KeySequence? keys)
    {
        if (StandardError.Descriptor.IsTerminal && _input.IsTerminal)
        {
            string leaving = _raw is null ? "Ctrl-C detaches" : keys is null ? "nothing detaches" : $"{keys.Text} detaches";
            StandardError.Line($"attached to {Name}{(_readOnly ? ", read-only" : "")}; {leaving}.");
        }
        new InputPump(_run, _input)
        {
            DetachKeys = keys,
            IsReadOnly = _readOnly,
            SendsEnd = !_status.HasTerminal && !_input.IsTerminal,
            InForeground = _raw is null ? null : _raw.EnsureRaw,
            Detached = () => Leave(DetachedLine, ExitStatus.Success),
        }.Start();
        using LogReader reader = _run.OpenLog();
        Replay(reader);
        if (_raw is not null && !_readOnly)
        {
            TakeSize();
            Register(Signal.WINCH, () => ForegroundRun.Resize(_run));
        }
        using var writer = new OutputWriter(StandardOutput.Descriptor, StandardError.Descriptor);
        JobSuspension? suspension = _raw is null || _readOnly ? null : new JobSuspension(_run, _raw) { Resumed = TakeSize };
        RunStatus? last = new LogFollower(_run, reader, new BytePrinter(writer)) { StatusChanged = suspension is null ? null : suspension.StatusChanged }.Follow();
        _raw?.Dispose();
        return last is null ? ExitStatus.OutputClosed : Endings.Report(last);
    }

    private void Replay(LogReader reader)
    {
        int lines = _status.HasTerminal ? Math.Max(1, (Terminal.GetSize(StandardOutput.Descriptor) ?? TerminalSize.Default).Rows - 1) : ReplayedLines;
        reader.SeekToTail(lines);
    }

    // A program redraws its screen when the size changes; with the size it has already it would not.
    private void TakeSize()
    {
        if (Terminal.GetSize(StandardOutput.Descriptor) is not { } size) return;
        using ControlClient? shim = _run.Connect();
        if (size.Rows > 1) _ = shim?.Request("resize", ("columns", size.Columns), ("rows", size.Rows - 1));
        _ = shim?.Request("resize", ("columns", size.Columns), ("rows", size.Rows));
    }

    private void Register(Signal signal, Action action) => _signals.Add(PosixSignalRegistration.Create((PosixSignal)signal.Number, context =>
    {
        context.Cancel = true;
        action();
    }));

    // The following thread sits in a read that nothing else would end.
    private void Leave(string? line, int exitStatus)
    {
        _raw?.Dispose();
        if (line is not null)
        {
            // The run's cursor is anywhere.
            if (_input.IsTerminal) StandardError.Plain("");
            StandardError.Line(line);
        }
        Environment.Exit(exitStatus);
    }
}
