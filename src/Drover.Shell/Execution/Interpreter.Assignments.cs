using System.Collections.Immutable;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Variables;

namespace Drover.Shell.Execution;

/// <summary>Assignments to variables and elements.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Assigns as a script does: attributes and <c>set -a</c> count.</summary>
    /// <exception cref="ShellErrorException">It is read-only.</exception>
    public void Assign(string name, string value)
    {
        VariableTable variables = Environment.Variables;
        if (variables.Find(name) is { } known && (known.Attributes & (VariableAttributes.Integer | VariableAttributes.Reference | VariableAttributes.Dynamic)) != 0)
        {
            if ((known.Attributes & VariableAttributes.Dynamic) != 0)
            {
                AssignDynamic(name, value);
                return;
            }
            if ((known.Attributes & VariableAttributes.Reference) != 0 && known.Value is { Length: > 0 })
            {
                AssignNamed(variables.Resolve(name), value);
                return;
            }
            if ((known.Attributes & VariableAttributes.Integer) != 0)
            {
                variables.Set(name, Arithmetic.Evaluate(value));
                return;
            }
        }
        variables.Set(name, value);
        // Even the same value makes the shell forget where commands are (POSIX 2.9.1.4).
        if (name == "PATH") Hash.Clear();
        if (Environment.Has(ShellOptions.AllExport)) variables.SetAttributes(name, VariableAttributes.Exported);
    }

    /// <inheritdoc cref="Assign(string, string)"/>
    public void Assign(string name, long value)
    {
        if ((Environment.Variables.Find(name)?.Attributes & (VariableAttributes.Reference | VariableAttributes.Dynamic)) is not (null or VariableAttributes.None))
        {
            Assign(name, ShellText.Of(value));
            return;
        }
        Environment.Variables.Set(name, value);
        if (Environment.Has(ShellOptions.AllExport)) Environment.Variables.SetAttributes(name, VariableAttributes.Exported);
    }

    /// <summary>Assigns to what a text names: a variable, or an element such as <c>a[1]</c>.</summary>
    public void AssignNamed(string target, string value, bool isAppend = false)
    {
        if (!ElementName.TrySplit(target, out string name, out string subscript))
        {
            if (!ShellText.IsName(target)) throw new ShellErrorException($"{target}: not a valid name");
            Assign(target, isAppend ? Words.Value(target) + value : value);
            return;
        }
        ShellArray? array = Environment.Variables.FindResolved(name)?.Array;
        if (array is { IsAssociative: true }) AssignElement(name, KeyOf(array, subscript), 0, value, isAppend);
        else AssignElement(name, null, IndexOf(subscript), value, isAppend);
    }

    /// <summary>The key that a subscript within a string means, such as that of <c>unset 'a[$key]'</c>: expanded and without quotes, unless the text as it is is a key of the array.</summary>
    public string KeyOf(ShellArray array, string subscript) => array.Get(subscript) is not null ? subscript : ExpandSubscript(subscript);

    /// <summary>The index that a subscript within a string means.</summary>
    public long IndexOf(string subscript) => Arithmetic.Evaluate(ExpandSubscript(subscript));

    // Commands in it are not executed: the text may be somebody else's.
    private string ExpandSubscript(string subscript)
    {
        if (subscript.AsSpan().IndexOfAny("$'\"\\") < 0 || subscript.Contains('`', StringComparison.Ordinal) || subscript.Contains("$(", StringComparison.Ordinal)) return subscript;
        return ShellParser.Parse($"a[{subscript}]=", Syntax).List is { Items: [{ First.Commands: [SimpleCommand { Assignments: [{ Subscript.Word: { } word }] }] }] } ? Words.ExpandText(word) : subscript;
    }

    /// <summary>The elements of a text such as <c>(1 2)</c>, expanded; null when it is no list.</summary>
    public List<(ArithmeticText? Subscript, string Value, bool IsAppend)>? ParseElements(string text) =>
        text is ['(', .., ')'] && ShellParser.Parse("a=" + text, Syntax).List is { Items: [{ First.Commands: [SimpleCommand { Words.IsEmpty: true, Assignments: [{ Elements: { } elements } assignment] }] }] } ? ExpandElements(assignment, elements) : null;

    /// <summary>Assigns to an element of an array, which the variable becomes.</summary>
    public void AssignElement(string name, ArithmeticText subscript, string value, bool isAppend)
    {
        name = Environment.Variables.Resolve(name);
        bool isKeyed = Environment.Variables.Find(name)?.Array?.IsAssociative == true;
        AssignElement(name, isKeyed ? Words.ExpandText(subscript.Word) : null, isKeyed ? 0 : Arithmetic.Evaluate(subscript), value, isAppend);
    }

    /// <summary>Assigns to an element by key, if the array is associative, or index.</summary>
    public void AssignElement(string name, string? key, long index, string value, bool isAppend)
    {
        Variable variable = Environment.Variables.ForWriting(Environment.Variables.Resolve(name));
        ShellArray array = ArrayOf(variable);
        value = Coerce(variable, value, ref isAppend, array.IsAssociative ? array.Get(key ?? ShellText.Of(index)) : array.Get(index));
        if (array.IsAssociative)
        {
            key ??= ShellText.Of(index);
            array.Set(key, isAppend ? array.Get(key) + value : value);
        }
        else array.Set(index, isAppend ? array.Get(index) + value : value);
    }

    // What attributes make of a value; += adds to numbers.
    private string Coerce(Variable variable, string value, ref bool isAppend, string? former)
    {
        if ((variable.Attributes & VariableAttributes.Integer) != 0)
        {
            long number = Arithmetic.Evaluate(value);
            if (isAppend) number = unchecked(number + Arithmetic.Evaluate(former is { Length: > 0 } ? former : "0"));
            isAppend = false;
            return ShellText.Of(number);
        }
        if ((variable.Attributes & VariableAttributes.Cases) == 0) return value;
        if (isAppend) value = former + value;
        isAppend = false;
        return CaseMapping.Map(value, Environment.IsUtf8, variable.Attributes);
    }

    /// <summary>The array of a variable, which it becomes if it is none.</summary>
    public static ShellArray ArrayOf(Variable variable)
    {
        if (variable.Array is { } array) return array;
        string? value = variable.Value;
        variable.Set(null);
        variable.Array = array = new ShellArray(isAssociative: false);
        if (value is not null) array.Set(0, value);
        return array;
    }

    /// <summary>Carries out an assignment as it stands in a script.</summary>
    /// <exception cref="ShellErrorException">Its value can't be expanded, or the variable is read-only.</exception>
    public void Assign(Assignment assignment)
    {
        if (assignment.Elements is { } elements)
        {
            AssignElements(assignment.Name, ExpandElements(assignment, elements), assignment.IsAppend);
            return;
        }
        // x=$((…)): the number is kept as one.
        if (assignment.Subscript is null && !assignment.IsAppend && assignment.Value!.Parts is [ArithmeticPart { Expression: { } expression }])
        {
            long number = Arithmetic.Evaluate(expression);
            if (!Environment.Has(ShellOptions.XTrace) && (Environment.Variables.Find(assignment.Name)?.Attributes & (VariableAttributes.Reference | VariableAttributes.Dynamic)) is null or VariableAttributes.None)
            {
                Assign(assignment.Name, number);
                return;
            }
            AssignPlain(assignment, ShellText.Of(number));
            return;
        }
        AssignPlain(assignment, Words.ExpandText(assignment.Value!));
    }

    private void AssignPlain(Assignment assignment, string value)
    {
        _assignedText = value;
        if (assignment.Subscript is not null)
        {
            AssignElement(assignment.Name, assignment.Subscript, value, assignment.IsAppend);
            return;
        }
        if (assignment.IsAppend)
        {
            Variable? former = Environment.Variables.FindResolved(assignment.Name);
            if (former is { Array: null, Name: not "PATH" } && (former.Attributes & ~VariableAttributes.Exported) == 0 && !Environment.Has(ShellOptions.AllExport))
            {
                Environment.Variables.ForWriting(former.Name).Append(value);
                return;
            }
            value = (former?.Attributes & VariableAttributes.Integer) is VariableAttributes.Integer ? $"({(former!.Value is { Length: > 0 } number ? number : "0")})+({value})" : former?.Value + value;
        }
        Assign(assignment.Name, value);
    }

    /// <summary>Expands the elements of <c>name=( … )</c>, all before any is assigned.</summary>
    /// <exception cref="ShellErrorException">An element can't be expanded, or they are to be assigned to one element.</exception>
    public List<(ArithmeticText? Subscript, string Value, bool IsAppend)> ExpandElements(Assignment assignment, ImmutableArray<ArrayElement> elements)
    {
        if (assignment.Subscript is { } member) throw new ShellErrorException($"{assignment.Name}[{Words.ExpandText(member.Word)}]: an element can't be a list");
        var values = new List<(ArithmeticText? Subscript, string Value, bool IsAppend)>();
        var fields = new List<string>();
        foreach (ArrayElement element in elements)
        {
            if (element.Subscript is not null)
            {
                values.Add((element.Subscript, Words.ExpandText(element.Value), element.IsAppend));
                continue;
            }
            fields.Clear();
            Words.ExpandFields(element.Value, fields);
            foreach (string field in fields) values.Add((null, field, false));
        }
        return values;
    }

    /// <summary>Assigns all elements of <c>name=( … )</c>.</summary>
    public void AssignElements(string name, List<(ArithmeticText? Subscript, string Value, bool IsAppend)> values, bool isAppend)
    {
        Variable variable = Environment.Variables.ForWriting(Environment.Variables.Resolve(name));
        ShellArray array;
        if (isAppend) array = ArrayOf(variable);
        else
        {
            array = new ShellArray(variable.Array?.IsAssociative == true);
            variable.Set(null);
            variable.Array = array;
        }
        array.IsAssigned = true;
        long next = array.End;
        for (int i = 0; i < values.Count; i++)
        {
            (ArithmeticText? subscript, string value, bool appends) = values[i];
            if (array.IsAssociative)
            {
                string key = subscript is not null ? Words.ExpandText(subscript.Word) : value;
                if (subscript is null) value = ++i < values.Count ? values[i].Value : "";
                value = Coerce(variable, value, ref appends, array.Get(key));
                array.Set(key, appends ? array.Get(key) + value : value);
                continue;
            }
            if (subscript is not null) next = Arithmetic.Evaluate(subscript);
            value = Coerce(variable, value, ref appends, array.Get(next));
            array.Set(next, appends ? array.Get(next) + value : value);
            next++;
        }
    }
}
