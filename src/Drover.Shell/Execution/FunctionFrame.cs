using Drover.Shell.Variables;

namespace Drover.Shell.Execution;

/// <summary>A call of a function, and the variables that its local ones hide.</summary>
internal sealed class FunctionFrame(ShellFunction function, FunctionFrame? caller)
{
    private Dictionary<string, Variable?>? _hidden;

    public ShellFunction Function { get; } = function;

    public FunctionFrame? Caller { get; } = caller;

    /// <summary>Makes a variable local; one that is already keeps its value.</summary>
    public void MakeLocal(string name, VariableTable variables, bool inherits = false)
    {
        _hidden ??= [];
        if (_hidden.ContainsKey(name)) return;
        Variable? outer = variables.Find(name);
        if (outer?.IsReadOnly == true) throw new ShellErrorException($"{name}: is read only");
        Variable local = variables.Make(name);
        // As in dash: a local variable starts with the value and the export of the outer one.
        if (outer is not null)
        {
            local.Attributes = outer.Attributes & VariableAttributes.Exported;
            if (outer.Array is null) local.Set(outer.Value);
            else if (inherits) local.Array = outer.Array.Copy();
        }
        _hidden[name] = variables.Replace(name, local);
    }

    /// <summary>The options that come back at its end, after <c>local -</c>.</summary>
    public ShellOptions? OuterOptions { get; set; }

    /// <summary>The names of its local variables.</summary>
    public IEnumerable<string> LocalNames => _hidden?.Keys ?? (IEnumerable<string>)[];

    public bool IsLocal(string name) => _hidden?.ContainsKey(name) == true;

    /// <summary>Takes the local variable away, and what it hid is there again.</summary>
    public void Uncover(string name, VariableTable variables)
    {
        if (_hidden!.Remove(name, out Variable? outer)) variables.Replace(name, outer);
    }

    public void Restore(VariableTable variables)
    {
        if (_hidden is null) return;
        foreach ((string name, Variable? outer) in _hidden) variables.Replace(name, outer);
        _hidden = null;
    }
}
