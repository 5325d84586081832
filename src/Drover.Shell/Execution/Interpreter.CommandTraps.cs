using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Traps;

namespace Drover.Shell.Execution;

/// <summary>The traps of ERR, DEBUG and RETURN: bash's, about commands and not signals.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Whether such a trap is running: its own commands start none.</summary>
    private bool _runsCommandTrap;

    /// <summary>A sourced file has ended.</summary>
    public void RunReturnTrap(int status)
    {
        (Flow flow, Flow) = (Flow, Flow.None);
        if (flow == Flow.Return) status = Environment.LastStatus;
        RunCommandTrap(TrapConditions.Return, status);
        if (Flow == Flow.None) Flow = flow;
    }

    private void Debug(CommandNode command)
    {
        if (_runsCommandTrap || Environment.Traps[TrapConditions.Debug] is not { Length: > 0 }) return;
        _currentCommand = command;
        Line = command.Position.Line;
        RunCommandTrap(TrapConditions.Debug, Environment.LastStatus);
    }

    private void RunCommandTrap(int condition, int status)
    {
        if (_runsCommandTrap || Environment.Traps[condition] is not { Length: > 0 } action) return;
        _runsCommandTrap = true;
        (int guard, int substitution, int pipe) = (_errexitGuard, SubstitutionStatus, _pipeStatus);
        int[]? pipes = _pipeStatuses;
        Environment.LastStatus = status;
        Signals.RunAction(action, Math.Max(1, Line));
        (_errexitGuard, SubstitutionStatus, _pipeStatus, _pipeStatuses) = (guard, substitution, pipe, pipes);
        _runsCommandTrap = false;
    }

    // A function does not inherit them, unless set -E or -T says so; those that it sets itself stay.
    private HiddenTraps HideCommandTraps(ShellFunction function)
    {
        TrapTable traps = Environment.Traps;
        if (!traps.HasCommandTrap) return default;
        bool isTraced = function.IsTraced || Environment.Has(ShellOptions.FuncTrace);
        var hidden = new HiddenTraps(
            Environment.Has(ShellOptions.ErrTrace) ? null : traps[TrapConditions.Error],
            isTraced ? null : traps[TrapConditions.Debug],
            isTraced ? null : traps[TrapConditions.Return]);
        if (hidden.Error is not null) traps.Set(TrapConditions.Error, null);
        if (hidden.Debug is not null) traps.Set(TrapConditions.Debug, null);
        if (hidden.Return is not null) traps.Set(TrapConditions.Return, null);
        return hidden;
    }

    private void Restore(HiddenTraps hidden)
    {
        TrapTable traps = Environment.Traps;
        if (hidden.Error is not null && traps[TrapConditions.Error] is null) traps.Set(TrapConditions.Error, hidden.Error);
        if (hidden.Debug is not null && traps[TrapConditions.Debug] is null) traps.Set(TrapConditions.Debug, hidden.Debug);
        if (hidden.Return is not null && traps[TrapConditions.Return] is null) traps.Set(TrapConditions.Return, hidden.Return);
    }
}
