using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Redirections;

/// <summary>What stood in the table before redirections, so that they can be taken back in reverse order.</summary>
internal struct RedirectionUndo
{
    private List<(int Number, OpenFile? File)>? _former;
    private List<(string Name, Variable? Variable)>? _formerVariables;

    public void Remember(int number, OpenFile? file) => (_former ??= []).Add((number, file));

    /// <summary>Remembers a variable that is about to hold the number of a descriptor.</summary>
    public void Remember(string name, Variable? variable) => (_formerVariables ??= []).Add((name, variable));

    /// <summary>Puts everything back.</summary>
    public void Restore(ExecutionEnvironment environment)
    {
        for (int i = (_formerVariables?.Count ?? 0) - 1; i >= 0; i--) environment.Variables.Replace(_formerVariables![i].Name, _formerVariables[i].Variable);
        _formerVariables = null;
        if (_former is null) return;
        for (int i = _former.Count - 1; i >= 0; i--) environment.Descriptors.Set(_former[i].Number, _former[i].File);
        _former = null;
    }

    /// <summary>Makes what was done to one number last permanent.</summary>
    public readonly void Forget(int number)
    {
        int last = _former!.FindLastIndex(entry => entry.Number == number);
        _former[last].File?.Release();
        _former.RemoveAt(last);
    }

    /// <summary>Makes the redirections permanent.</summary>
    public void Forget()
    {
        _formerVariables = null;
        if (_former is null) return;
        foreach ((int _, OpenFile? file) in _former) file?.Release();
        _former = null;
    }
}
