using Drover.Shell.Execution;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Variables;

namespace Drover.Shell.Expansions;

/// <summary>Parameter expansion (POSIX 2.6.2).</summary>
internal sealed partial class WordExpander
{
    private void AppendParameter(ParameterPart part, ExpansionBuffer buffer, bool quoted)
    {
        bool isPlain = part.IsPlain && !(part.Name.Length == 1 && part.Name[0] is '@' or '*');
        if (isPlain && Value(part.Name) is { } value)
        {
            AppendValue(value, buffer, quoted);
            return;
        }
        if (part is { Subscript: null, All: '\0', IsIndirect: false } && IsListReference(part.Name, out string array, out char all)) part = part.Upon(array, all);
        else if (isPlain)
        {
            if (Environment.Has(ShellOptions.NoUnset)) throw Unset(part.Name);
            return;
        }
        if (part.IsIndirect || part.Operator is ParameterOperator.NamesWithPrefix or ParameterOperator.Keys)
        {
            AppendIndirect(part, buffer, quoted);
            return;
        }
        // All elements of what is no array are its text, which has substrings.
        bool isText = part is { All: not '\0', Operator: ParameterOperator.Substring } && Find(part.Name) is { Array: null, IsSet: true };
        if (!isText && IsList(part, out IReadOnlyList<string>? list, out bool joined)) AppendList(part, list!, joined, buffer, quoted);
        else AppendOne(part, ElementValue(part), buffer, quoted);
    }

    /// <summary>Whether it stands for many values: <c>@</c>, <c>*</c>, or all elements of an array.</summary>
    private bool IsList(ParameterPart part, out IReadOnlyList<string>? list, out bool joined)
    {
        list = null;
        joined = part.All == '*' || part.Name is "*";
        if (part.Name is "@" or "*") list = Environment.Positional;
        else if (part.All != '\0')
        {
            Variable? variable = Find(part.Name);
            list = variable?.Array is { } array ? [.. array.Values] : variable?.Value is { } single ? [single] : [];
        }
        return list is not null;
    }

    private string? ElementValue(ParameterPart part)
    {
        if (part.Subscript is null) return Value(part.Name);
        Variable? variable = Find(part.Name);
        if (variable?.Array is { IsAssociative: true } keyed) return keyed.Get(ExpandText(part.Subscript.Word));
        long index = _shell.Arithmetic.Evaluate(part.Subscript);
        if (variable?.Array is { } array) return array.Get(index);
        return index is 0 or -1 ? variable?.Value : null;
    }

    // One value and one operator.
    private void AppendOne(ParameterPart part, string? value, ExpansionBuffer buffer, bool quoted)
    {
        bool missing = value is null || (part.TestsNull && value.Length == 0);
        switch (part.Operator)
        {
            case ParameterOperator.Default:
                if (missing) AppendOperand(part.Operand, buffer, quoted);
                else AppendValue(value!, buffer, quoted);
                return;
            case ParameterOperator.Alternative:
                if (!missing) AppendOperand(part.Operand, buffer, quoted);
                return;
            case ParameterOperator.Assign:
                if (missing) value = AssignDefault(part, quoted);
                AppendValue(value!, buffer, quoted);
                return;
            case ParameterOperator.Error:
                if (missing) throw MissingError(part);
                AppendValue(value!, buffer, quoted);
                return;
        }
        if (value is null)
        {
            if (part.Operator == ParameterOperator.Transform && Find(part.Name) is { } declared && ExpandText(part.Operand!) is "a" or "A")
            {
                AppendValue(ExpandText(part.Operand!) == "a" ? VariableText.Letters(declared) : VariableText.Declaration(declared), buffer, quoted);
                return;
            }
            // The length of an element that an array has not is 0, whatever set -u says.
            bool isMissing = part is { Operator: ParameterOperator.Length, Subscript: not null } && Find(part.Name) is { Array.IsAssigned: true };
            if (Environment.Has(ShellOptions.NoUnset) && !isMissing) throw Unset(part.Name);
            if (part.Operator == ParameterOperator.Length) AppendValue("0", buffer, quoted);
            return;
        }
        AppendValue(part.Operator switch
        {
            ParameterOperator.None => value,
            ParameterOperator.Length => ShellText.Of(CharacterLength(value)),
            _ => Modify(part, value),
        }, buffer, quoted);
    }

    private void AppendList(ParameterPart part, IReadOnlyList<string> list, bool joined, ExpansionBuffer buffer, bool quoted)
    {
        switch (part.Operator)
        {
            case ParameterOperator.Length:
                // As in bash the number of elements needs an array, if an empty one, and their expansion does not.
                if (list.Count == 0 && part.All != '\0' && Environment.Has(ShellOptions.NoUnset) && Find(part.Name) is not { Array.IsAssigned: true }) throw Unset(part.Name);
                AppendValue(ShellText.Of(list.Count), buffer, quoted);
                return;
            case ParameterOperator.Default or ParameterOperator.Alternative or ParameterOperator.Error or ParameterOperator.Assign:
                bool missing = list.Count == 0 || (part.TestsNull && (joined && quoted ? Join(list, joined).Length == 0 : list.Count == 1 && list[0].Length == 0));
                if (part.Operator == ParameterOperator.Error && missing) throw MissingError(part);
                if (part.Operator == ParameterOperator.Assign && missing) throw new ShellErrorException($"${part.Name}: cannot be assigned to");
                if (part.Operator == ParameterOperator.Alternative)
                {
                    if (!missing) AppendOperand(part.Operand, buffer, quoted);
                    else _sawEmptyAt |= part.Name == "@" || part.All == '@';
                    return;
                }
                if (missing && part.Operator == ParameterOperator.Default)
                {
                    AppendOperand(part.Operand, buffer, quoted);
                    return;
                }
                break;
            case ParameterOperator.Substring:
                list = SubList(part, list);
                break;
            case ParameterOperator.None:
                break;
            case ParameterOperator.Transform when part.All != '\0' && ExpandText(part.Operand!) is "A" or "K" or "k":
                AppendWhole(part, joined, buffer, quoted);
                return;
            default:
                list = [.. list.Select(value => Modify(part, value))];
                break;
        }
        AppendValues(list, joined, buffer, quoted);
    }

    // Transformations of an array as a whole.
    private void AppendWhole(ParameterPart part, bool joined, ExpansionBuffer buffer, bool quoted)
    {
        Variable? variable = Find(part.Name);
        if (variable is null) return;
        switch (ExpandText(part.Operand!))
        {
            case "A":
                AppendValue(VariableText.Declaration(variable), buffer, quoted);
                break;
            case "K":
                if (variable.Array is { } array) AppendValue(string.Join(' ', array.Keys.Zip(array.Values, (key, value) => key + " " + TextQuoting.DoubleQuote(value))), buffer, quoted);
                else AppendValue(TextQuoting.Quote(variable.Value ?? ""), buffer, quoted);
                break;
            default:
                if (variable.Array is { } pairs) AppendValues([.. pairs.Keys.Zip(pairs.Values, (key, value) => new[] { key, value }).SelectMany(pair => pair)], joined, buffer, quoted);
                else AppendValue(variable.Value ?? "", buffer, quoted);
                break;
        }
    }

    // The values of "$@", $@, "$*" or $*.
    private void AppendValues(IReadOnlyList<string> list, bool joined, ExpansionBuffer buffer, bool quoted)
    {
        if (list.Count == 0)
        {
            _sawEmptyAt |= !joined;
            return;
        }
        if ((joined && quoted) || !_splitting)
        {
            AppendValue(Join(list, joined), buffer, quoted);
            return;
        }
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0) buffer.AppendBreak();
            if (quoted && list[i].Length == 0) buffer.AppendQuoteMark();
            else AppendValue(list[i], buffer, quoted);
        }
    }

    private string Join(IReadOnlyList<string> list, bool joined)
    {
        if (list.Count == 1) return list[0];
        string separators = joined ? Environment.Variables.Get("IFS") ?? " " : " ";
        return string.Join(separators.Length == 0 ? "" : separators[..PatternElement.CharLength(separators, Environment.IsUtf8)], list);
    }

    private void AppendOperand(Word? operand, ExpansionBuffer buffer, bool quoted)
    {
        if (operand is null) return;
        int before = buffer.Length;
        (bool saw, _sawEmptyAt) = (_sawEmptyAt, false);
        foreach (WordPart part in operand.Parts) Append(part, buffer, quoted, inOperand: true);
        // "${x-$@}" is a field, if an empty one.
        if (quoted && _sawEmptyAt && buffer.Length == before) buffer.AppendQuoteMark();
        _sawEmptyAt = saw;
    }

    private string OperandText(Word? operand, bool quoted)
    {
        if (operand is null) return "";
        if (!quoted) return ExpandText(operand);
        ExpansionBuffer buffer = Rent();
        bool splitting = _splitting;
        _splitting = false;
        try
        {
            foreach (WordPart part in operand.Parts) Append(part, buffer, quoted: true, inOperand: true);
            return buffer.TextFrom(0);
        }
        finally
        {
            _splitting = splitting;
            Return(buffer);
        }
    }

    private string AssignDefault(ParameterPart part, bool quoted)
    {
        if (!ShellText.IsName(part.Name)) throw new ShellErrorException($"${part.Name}: cannot be assigned to");
        string value = OperandText(part.Operand, quoted);
        if (part.Subscript is null) _shell.Assign(part.Name, value);
        else _shell.AssignElement(part.Name, part.Subscript, value, isAppend: false);
        // As its attributes have made it.
        return ElementValue(part) ?? value;
    }

    private ShellErrorException MissingError(ParameterPart part)
    {
        string message = part.Operand is null || part.Operand.Parts.IsEmpty
            ? part.TestsNull ? "parameter null or not set" : "parameter not set"
            : OperandText(part.Operand, quoted: false);
        return new ShellErrorException($"{part.Name}: {message}") { EndsShell = true };
    }

    /// <summary>How many characters a text has.</summary>
    public long CharacterLength(string value)
    {
        if (!Environment.IsUtf8) return value.Length;
        long count = 0;
        for (int i = 0; i < value.Length; i += PatternElement.CharLength(value.AsSpan(i), true)) count++;
        return count;
    }

    private void AppendIndirect(ParameterPart part, ExpansionBuffer buffer, bool quoted)
    {
        if (part.Operator == ParameterOperator.NamesWithPrefix)
        {
            AppendValues([.. Environment.Variables.All.Where(v => (v.IsSet || v.Array is { IsAssigned: true }) && v.Name.StartsWith(part.Name, StringComparison.Ordinal)).Select(v => v.Name).Order(StringComparer.Ordinal)],
                part.All == '*', buffer, quoted);
            return;
        }
        if (part.Operator == ParameterOperator.Keys)
        {
            Variable? variable = Find(part.Name);
            IReadOnlyList<string> keys = variable?.Array is { } array ? [.. array.Keys] : variable?.IsSet == true ? ["0"] : [];
            AppendValues(keys, part.All == '*', buffer, quoted);
            return;
        }
        // Of a reference it is the name that it refers to.
        if (part is { Subscript: null, Operator: ParameterOperator.None } && (Environment.Variables.Find(part.Name)?.Attributes & VariableAttributes.Reference) is VariableAttributes.Reference)
        {
            AppendValue(Environment.Variables.Resolve(part.Name), buffer, quoted);
            return;
        }
        string? target = ElementValue(part);
        if (string.IsNullOrEmpty(target)) throw new ShellErrorException($"{part.Name}: invalid indirect expansion");
        bool isElement = ElementName.TrySplit(target, out string name, out string subscript);
        if (target is "@" or "*" || (!isElement && IsParameter(target))) AppendParameter(part.Upon(target, '\0'), buffer, quoted);
        else if (isElement && subscript is "@" or "*") AppendParameter(part.Upon(name, subscript[0]), buffer, quoted);
        else if (part.Operator == ParameterOperator.Assign && NamedValue(target) is null or "") throw new ShellErrorException($"{target}: cannot be assigned to");
        else AppendOne(part.Upon(name, '\0'), NamedValue(target), buffer, quoted);
    }

    private static bool IsParameter(string text) =>
        ShellText.IsName(text) || (text.Length == 1 && "#?$!-".Contains(text[0], StringComparison.Ordinal)) || text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    // The variable behind references, with the value that it has now.
    private Variable? Find(string name) => Environment.Variables.FindResolved(name) is { } variable ? _shell.Refresh(variable) : null;

    /// <summary>The value of what a text names: a parameter, or an element such as <c>a[1]</c>.</summary>
    public string? NamedValue(string target)
    {
        if (!ElementName.TrySplit(target, out string name, out string subscript))
        {
            return target.Length > 0 && IsParameter(target) ? Value(target) : throw new ShellErrorException($"{target}: not a valid name");
        }
        Variable? variable = Find(name);
        if (variable?.Array is { IsAssociative: true } keyed) return keyed.Get(_shell.KeyOf(keyed, subscript));
        long index = _shell.IndexOf(subscript);
        return variable?.Array is { } array ? array.Get(index) : index is 0 or -1 ? variable?.Value : null;
    }
}
