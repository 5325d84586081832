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
            foreach (string? action in _actions)
                if (action is { Length: > 0 }) return true;
            return false;
        }
    }

    public string? this[int condition] => _actions?[condition];

    /// <summary>The action that <c>trap</c> shows.</summary>
    public string? Shown(int condition) => (_inherited ?? _actions)?[condition];

    public void Set(int condition, string? action)
    {
        _inherited = null;
        _actions ??= new string?[65];
        _actions[condition] = action;
    }

    /// <summary>The table of a subshell: what is ignored stays so, all else is at its default.</summary>
    public TrapTable MakeSubshell()
    {
        var copy = new TrapTable();
        if (_actions is null) return copy;
        copy._inherited = _inherited ?? (string?[])_actions.Clone();
        copy._actions = new string?[65];
        for (int i = 1; i < _actions.Length; i++) copy._actions[i] = _actions[i] is "" ? "" : null;
        return copy;
    }
}
