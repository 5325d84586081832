// Scheme
//   declare, typeset, local, export and readonly do the same with different attributes. An argument name=( … ) comes as the field "name=", whose elements the interpreter keeps
//   until they are asked for; all others are text.

using Drover.Shell.Execution;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary>What the declaring built-ins do with one argument.</summary>
internal sealed class Declaration(Interpreter shell, Builtin builtin)
{
    public VariableAttributes Add { get; set; }

    public VariableAttributes Remove { get; set; }

    public bool IsIndexed { get; set; }

    public bool IsKeyed { get; set; }

    /// <summary>Whether variables are made local to the function that runs.</summary>
    public bool IsLocal { get; set; }

    /// <summary>Whether a local variable starts with the value of the outer one.</summary>
    public bool Inherits { get; set; }

    private VariableTable Table => shell.Environment.Variables;

    /// <summary>Carries out one argument; 0, or 1 after having said why not.</summary>
    public int Apply(string field)
    {
        int equals = FindEquals(field);
        bool appends = equals > 0 && field[equals - 1] == '+';
        string target = equals < 0 ? field : field[..(appends ? equals - 1 : equals)];
        bool isElement = ElementName.TrySplit(target, out string name, out string _) && !shell.Environment.Has(ShellOptions.Posix);
        if (!ShellText.IsName(name) || (!isElement && name != target))
        {
            shell.Error($"{builtin.Name}: {field}: not a valid name");
            return 1;
        }
        var elements = shell.TakeElements(field);
        bool isReference = (Add & VariableAttributes.Reference) != 0;
        if (IsLocal && shell.CurrentFrame is { } frame) MakeLocal(frame, name, keeps: equals >= 0 || Inherits);
        else if (!isReference && (Remove & VariableAttributes.Reference) == 0) name = Table.Resolve(name);
        if (Table.Find(name) is { IsReadOnly: true } && (equals >= 0 || (Remove & VariableAttributes.ReadOnly) != 0 || ((Add | Remove) & ~(VariableAttributes.ReadOnly | VariableAttributes.Exported)) != 0))
            throw new ShellErrorException($"{builtin.Name}: {name}: is read only");
        SetAttributes(name, isElement || elements is not null);
        if (elements is null && !isElement && equals >= 0 && Table.Find(name)?.Array is not null && shell.ParseElements(field[(equals + 1)..]) is { } listed) shell.AssignElements(name, listed, appends);
        else if (elements is var (assignment, values)) shell.AssignElements(name, values, assignment.IsAppend);
        else if (equals >= 0) Assign(isElement ? name + target[target.IndexOf('[', StringComparison.Ordinal)..] : name, field[(equals + 1)..], appends, isReference);
        if ((Add & VariableAttributes.ReadOnly) != 0) Table.SetAttributes(name, VariableAttributes.ReadOnly);
        return 0;
    }

    // The one that ends the name: not one inside of a subscript.
    private static int FindEquals(string field)
    {
        int bracket = field.IndexOf('[', StringComparison.Ordinal), equals = field.IndexOf('=', StringComparison.Ordinal);
        if (bracket < 0 || bracket > equals) return equals;
        int close = field.IndexOf("]=", StringComparison.Ordinal), append = field.IndexOf("]+=", StringComparison.Ordinal);
        if (append >= 0 && (close < 0 || append < close)) return append + 2;
        return close < 0 ? equals : close + 1;
    }

    private void MakeLocal(FunctionFrame frame, string name, bool keeps)
    {
        bool isNew = !frame.IsLocal(name);
        frame.MakeLocal(name, Table, inherits: Inherits);
        if (!isNew || shell.Environment.Has(ShellOptions.Posix)) return;
        if (!keeps || !Inherits) Table.ForWriting(name).Set(null);
    }

    private void SetAttributes(string name, bool becomesArray)
    {
        VariableAttributes add = Add & ~VariableAttributes.ReadOnly, remove = Remove;
        // Of two that contradict each other neither counts.
        VariableAttributes cases = add & VariableAttributes.Cases;
        if (cases != 0) remove |= System.Numerics.BitOperations.IsPow2((int)cases) ? VariableAttributes.Cases & ~cases : VariableAttributes.Cases;
        Table.SetAttributes(name, add, remove);
        if (!IsIndexed && !IsKeyed && !becomesArray) return;
        Variable variable = Table.ForWriting(name);
        if (variable.Array is { } array)
        {
            if (IsKeyed && !array.IsAssociative) throw new ShellErrorException($"{builtin.Name}: {name}: cannot convert indexed to associative array");
            if (IsIndexed && array.IsAssociative) throw new ShellErrorException($"{builtin.Name}: {name}: cannot convert associative to indexed array");
        }
        else if (IsKeyed)
        {
            string? value = variable.Value;
            variable.Set(null);
            variable.Array = new ShellArray(isAssociative: true);
            if (value is not null) variable.Array.Set("0", value);
        }
        else Interpreter.ArrayOf(variable);
    }

    private void Assign(string target, string value, bool appends, bool isReference)
    {
        if (isReference)
        {
            if (!ShellText.IsName(value) && !ElementName.TrySplit(value, out _, out _)) throw new ShellErrorException($"{builtin.Name}: {value}: not a name to refer to");
            if (value == target) throw new ShellErrorException($"{builtin.Name}: {target}: would refer to itself");
            Table.ForWriting(target).Set(value);
            return;
        }
        if (Table.Find(target) is { Array: not null } array) shell.AssignElement(target, array.Array.IsAssociative ? "0" : null, 0, value, appends);
        else if (appends && (Table.Find(target)?.Attributes & VariableAttributes.Integer) is VariableAttributes.Integer) shell.Assign(target, $"({(Table.Get(target) is { Length: > 0 } number ? number : "0")})+({value})");
        else shell.AssignNamed(target, value, appends);
    }
}
