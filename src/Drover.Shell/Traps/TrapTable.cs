using Drover.Shell.Execution;

namespace Drover.Shell.Traps;

/// <summary>The actions of traps: index 0 is EXIT, the others are signal numbers. Null is the default, empty is to be ignored.</summary>
internal sealed class TrapTable
{
    private string?[]? _actions;

    /// <summary>The actions that the parent of a subshell had, which <c>trap</c> shows there until one is set (POSIX trap).</summary>
    private string?[]? _inherited;

    /// <summary>Whether any action is not the default.</summary>
    public bool IsEmpty => _actions is null;

    /// <summary>Whether any signal is caught, or EXIT set.</summary>
    public bool HasAction
    {
        get
        {
            if (_actions is null) return false;
            foreach (string? action in _actions.AsSpan(0, TrapConditions.Error))
                if (action is { Length: > 0 }) return true;
            return false;
        }
    }

    /// <summary>Whether ERR, DEBUG or RETURN has an action.</summary>
    public bool HasCommandTrap { get; private set; }

    public string? this[int condition] => _actions?[condition];

    /// <summary>The action that <c>trap</c> shows.</summary>
    public string? Shown(int condition) => (_inherited ?? _actions)?[condition];

    public void Set(int condition, string? action)
    {
        _inherited = null;
        _actions ??= new string?[TrapConditions.Count];
        _actions[condition] = action;
        if (condition < TrapConditions.Error) return;
        HasCommandTrap = false;
        for (int i = TrapConditions.Error; i < TrapConditions.Count; i++) HasCommandTrap |= _actions[i] is { Length: > 0 };
    }

    /// <summary>The table of a subshell: what is ignored stays so, all else is at its default.</summary>
    public TrapTable MakeSubshell(ShellOptions options)
    {
        var copy = new TrapTable();
        if (_actions is null) return copy;
        copy._actions = new string?[TrapConditions.Count];
        if ((options & ShellOptions.ErrTrace) != 0) copy.Set(TrapConditions.Error, _actions[TrapConditions.Error]);
        if ((options & ShellOptions.FuncTrace) != 0)
        {
            copy.Set(TrapConditions.Debug, _actions[TrapConditions.Debug]);
            copy.Set(TrapConditions.Return, _actions[TrapConditions.Return]);
        }
        copy._inherited = _inherited ?? (string?[])_actions.Clone();
        for (int i = 1; i < TrapConditions.Error; i++) copy._actions[i] = _actions[i] is "" ? "" : null;
        return copy;
    }
}
