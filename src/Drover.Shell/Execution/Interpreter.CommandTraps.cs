using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Traps;

namespace Drover.Shell.Execution;

/// <summary>The traps of ERR, DEBUG and RETURN: bash's, about commands and not signals.</summary>
internal sealed partial class Interpreter
{
    // The conditions whose traps are running: their own commands start them not again, but others, as in bash.
    private int _runningCommandTraps;

    private bool RunsCommandTrap => _runningCommandTraps != 0;

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
        if (Runs(TrapConditions.Debug) || Environment.Traps[TrapConditions.Debug] is not { Length: > 0 }) return;
        if (!RunsCommandTrap) _currentCommand = command;
        Line = command.Position.Line;
        RunCommandTrap(TrapConditions.Debug, Environment.LastStatus);
    }

    private void RunCommandTrap(int condition, int status)
    {
        if (Runs(condition) || Environment.Traps[condition] is not { Length: > 0 } action) return;
        _runningCommandTraps |= Bit(condition);
        (int guard, int substitution, int pipe) = (_errexitGuard, SubstitutionStatus, _pipeStatus);
        int[]? pipes = _pipeStatuses;
        Environment.LastStatus = status;
        Signals.RunAction(action, Math.Max(1, Line), keepsStatus: condition != TrapConditions.Debug);
        (_errexitGuard, SubstitutionStatus, _pipeStatus, _pipeStatuses) = (guard, substitution, pipe, pipes);
        _runningCommandTraps &= ~Bit(condition);
    }

    private bool Runs(int condition) => (_runningCommandTraps & Bit(condition)) != 0;

    private static int Bit(int condition) => 1 << (condition - TrapConditions.Error);

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
