// Constraints
//   A subshell starts with all variables of its parent and changes none of them; most subshells change nothing at all.
//   While a subshell runs in this process its parent does not, so the parent's objects stand still.
// Scheme
//   A subshell's table reads its parent's dictionary and copies it at its first change; a variable of another generation is copied before it is changed.

using System.Collections.Immutable;
using Drover.Engine;
using Drover.Engine.Processes;

namespace Drover.Shell.Variables;

/// <summary>The variables of an execution environment.</summary>
internal sealed class VariableTable
{
    private const int GreatestReferenceDepth = 16;

    private static int s_generations;

    private readonly int _generation = Interlocked.Increment(ref s_generations);
    private Dictionary<string, Variable> _variables;
    private bool _isShared;
    private ProcessEnvironment? _environment;
    private string? _localeAll;
    private string? _localeType;
    private string? _localeDefault;
    private bool _isLocaleKnown;
    private bool _isUtf8;
    private ImmutableSortedDictionary<string, string> _functions = ImmutableSortedDictionary<string, string>.Empty;

    public VariableTable() => _variables = new Dictionary<string, Variable>(64);

    private VariableTable(Dictionary<string, Variable> variables, ProcessEnvironment? environment)
    {
        _variables = variables;
        _environment = environment;
        _isShared = true;
    }

    /// <summary>Every variable, set or not, in no order.</summary>
    public IReadOnlyCollection<Variable> All => _variables.Values;

    /// <summary>The variable, set or not; null when nothing is known of it. For reading only.</summary>
    public Variable? Find(string name) => _variables.TryGetValue(name, out Variable? variable) ? variable : null;

    /// <summary>The name behind references (<c>declare -n</c>): a variable's or an element's; the name itself when it is none.</summary>
    public string Resolve(string name)
    {
        for (int depth = 0; depth < GreatestReferenceDepth; depth++)
        {
            if (!_variables.TryGetValue(name, out Variable? variable) || (variable.Attributes & VariableAttributes.Reference) == 0 || variable.Value is not { Length: > 0 } target) return name;
            name = target;
        }
        throw new ShellErrorException($"{name}: reference refers to itself");
    }

    /// <summary>The variable behind references; null when nothing is known of it. For reading only.</summary>
    public Variable? FindResolved(string name)
    {
        if (!_variables.TryGetValue(name, out Variable? variable)) return null;
        return (variable.Attributes & VariableAttributes.Reference) == 0 ? variable : Find(Resolve(name));
    }

    /// <summary>Whether it is a reference itself (<c>declare -n</c>).</summary>
    public bool IsReference(string name) => _variables.TryGetValue(name, out Variable? variable) && (variable.Attributes & VariableAttributes.Reference) != 0;

    /// <summary>Its value, or null.</summary>
    public string? Get(string name) => _variables.TryGetValue(name, out Variable? variable) ? variable.Value : null;

    /// <summary>Sets it.</summary>
    /// <exception cref="ShellErrorException">It is read-only.</exception>
    public void Set(string name, string value)
    {
        Variable variable = ForWriting(name);
        variable.Set((variable.Attributes & VariableAttributes.Cases) == 0 ? value : CaseMapping.Map(value, IsUtf8, variable.Attributes));
    }

    /// <summary>Sets it to a number.</summary>
    /// <exception cref="ShellErrorException">It is read-only.</exception>
    public void Set(string name, long value) => ForWriting(name).Set(value);

    /// <summary>The variable to be changed, made if need be.</summary>
    /// <exception cref="ShellErrorException">It is read-only.</exception>
    public Variable ForWriting(string name)
    {
        Variable variable = Own(name);
        if ((variable.Attributes & (VariableAttributes.ReadOnly | VariableAttributes.Exported)) != 0)
        {
            if (variable.IsReadOnly) throw new ShellErrorException($"{name}: is read only");
            _environment = null;
        }
        return variable;
    }

    /// <summary>Adds or removes attributes of a variable, which is made if need be.</summary>
    public void SetAttributes(string name, VariableAttributes add, VariableAttributes remove = VariableAttributes.None)
    {
        Variable variable = Own(name);
        variable.Attributes = (variable.Attributes | add) & ~remove;
        _environment = null;
    }

    /// <summary>Forgets it.</summary>
    /// <exception cref="ShellErrorException">It is read-only.</exception>
    public void Unset(string name)
    {
        if (!_variables.TryGetValue(name, out Variable? variable)) return;
        if (variable.IsReadOnly) throw new ShellErrorException($"{name}: is read only");
        Replace(name, null);
    }

    /// <summary>Puts another variable, or none, in its place, whatever its attributes, and returns the former one.</summary>
    public Variable? Replace(string name, Variable? replacement)
    {
        Unshare();
        _variables.Remove(name, out Variable? former);
        if (replacement is not null) _variables[name] = replacement;
        _environment = null;
        return former;
    }

    /// <summary>A new variable that <see cref="Replace"/> can put in, with nothing set.</summary>
    public Variable Make(string name) => new(name, _generation);

    /// <summary>The table of a subshell.</summary>
    public VariableTable MakeSubshell() => new(_variables, _environment) { _functions = _functions };

    /// <summary>Puts the definition of a function into the environment of commands, or takes it out with null.</summary>
    public void ExportFunction(string name, string? entry)
    {
        if (entry is null && !_functions.ContainsKey(name)) return;
        _functions = entry is null ? _functions.Remove(name) : _functions.SetItem(name, entry);
        _environment = null;
    }

    /// <summary>Whether a function of that name is in the environment of commands.</summary>
    public bool IsFunctionExported(string name) => _functions.ContainsKey(name);

    /// <summary>What commands get as their environment.</summary>
    public ProcessEnvironment Environment
    {
        get
        {
            if (_environment is not null) return _environment;
            var entries = new List<ByteString>(_variables.Count);
            foreach (Variable variable in _variables.Values)
                if (variable.IsExported && variable.Value is { } value) entries.Add(ShellText.ToBytes(variable.Name + "=" + value));
            foreach (string function in _functions.Values) entries.Add(ShellText.ToBytes(function));
            return _environment = ProcessEnvironment.Of([.. entries]);
        }
    }

    /// <summary>Whether characters are UTF-8 (XBD 8.2); else each byte is one.</summary>
    public bool IsUtf8
    {
        get
        {
            string? all = Get("LC_ALL"), type = Get("LC_CTYPE"), language = Get("LANG");
            if (_isLocaleKnown && ReferenceEquals(all, _localeAll) && ReferenceEquals(type, _localeType) && ReferenceEquals(language, _localeDefault)) return _isUtf8;
            (_localeAll, _localeType, _localeDefault, _isLocaleKnown) = (all, type, language, true);
            string name = all is { Length: > 0 } ? all : type is { Length: > 0 } ? type : language ?? "";
            return _isUtf8 = name.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || name.Contains("utf8", StringComparison.OrdinalIgnoreCase);
        }
    }

    private Variable Own(string name)
    {
        if (_isShared) Unshare();
        if (!_variables.TryGetValue(name, out Variable? variable))
        {
            variable = new Variable(name, _generation);
            _variables.Add(name, variable);
        }
        else if (variable.Generation != _generation)
        {
            variable = variable.Copy(_generation);
            _variables[name] = variable;
        }
        return variable;
    }

    private void Unshare()
    {
        if (!_isShared) return;
        _variables = new Dictionary<string, Variable>(_variables);
        _isShared = false;
    }
}
