using Drover.Shell.Execution;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Variables;

namespace Drover.Shell.Expansions;

/// <summary>Parameter expansion (POSIX 2.6.2).</summary>
internal sealed partial class WordExpander
{
    private void AppendParameter(ParameterPart part, ExpansionBuffer buffer, bool quoted)
    {
        if (part.IsPlain && !(part.Name.Length == 1 && part.Name[0] is '@' or '*'))
        {
            string? value = Value(part.Name);
            if (value is null && Environment.Has(ShellOptions.NoUnset)) throw Unset(part.Name);
            if (value is not null) AppendValue(value, buffer, quoted);
            return;
        }
        if (part.IsIndirect || part.Operator is ParameterOperator.NamesWithPrefix or ParameterOperator.Keys)
        {
            AppendIndirect(part, buffer, quoted);
            return;
        }
        if (IsList(part, out IReadOnlyList<string>? list, out bool joined)) AppendList(part, list!, joined, buffer, quoted);
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
            Variable? variable = Environment.Variables.Find(part.Name);
            list = variable?.Array is { } array ? [.. array.Values] : variable?.Value is { } single ? [single] : [];
        }
        return list is not null;
    }

    private string? ElementValue(ParameterPart part)
    {
        if (part.Subscript is null) return Value(part.Name);
        Variable? variable = Environment.Variables.Find(part.Name);
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
            if (Environment.Has(ShellOptions.NoUnset)) throw Unset(part.Name);
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
                AppendValue(ShellText.Of(list.Count), buffer, quoted);
                return;
            case ParameterOperator.Default or ParameterOperator.Alternative or ParameterOperator.Error or ParameterOperator.Assign:
                bool missing = list.Count == 0 || (part.TestsNull && list.Count == 1 && list[0].Length == 0);
                if (part.Operator == ParameterOperator.Error && missing) throw MissingError(part);
                if (part.Operator == ParameterOperator.Assign && missing) throw new ShellErrorException($"${part.Name}: cannot be assigned to");
                if (part.Operator == ParameterOperator.Alternative)
                {
                    if (!missing) AppendOperand(part.Operand, buffer, quoted);
                    else _sawEmptyAt |= part.Name == "@";
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
            default:
                list = [.. list.Select(value => Modify(part, value))];
                break;
        }
        AppendValues(list, joined, buffer, quoted);
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
            string separators = joined ? Environment.Variables.Get("IFS") ?? " " : " ";
            string separator = separators.Length == 0 ? "" : separators[..PatternElement.CharLength(separators, Environment.IsUtf8)];
            AppendValue(list.Count == 1 ? list[0] : string.Join(separator, list), buffer, quoted);
            return;
        }
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0) buffer.AppendBreak();
            if (quoted && list[i].Length == 0) buffer.AppendQuoteMark();
            else AppendValue(list[i], buffer, quoted);
        }
    }

    private void AppendOperand(Word? operand, ExpansionBuffer buffer, bool quoted)
    {
        if (operand is null) return;
        foreach (WordPart part in operand.Parts) Append(part, buffer, quoted, inOperand: true);
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
        return value;
    }

    private ShellErrorException MissingError(ParameterPart part)
    {
        string message = part.Operand is null || part.Operand.Parts.IsEmpty
            ? part.TestsNull ? "parameter null or not set" : "parameter not set"
            : OperandText(part.Operand, quoted: false);
        return new ShellErrorException($"{part.Name}: {message}");
    }

    private long CharacterLength(string value)
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
            AppendValues([.. Environment.Variables.All.Where(v => v.IsSet && v.Name.StartsWith(part.Name, StringComparison.Ordinal)).Select(v => v.Name).Order(StringComparer.Ordinal)],
                part.All == '*', buffer, quoted);
            return;
        }
        if (part.Operator == ParameterOperator.Keys)
        {
            Variable? variable = Environment.Variables.Find(part.Name);
            IReadOnlyList<string> keys = variable?.Array is { } array ? [.. array.Keys] : variable?.IsSet == true ? ["0"] : [];
            AppendValues(keys, part.All == '*', buffer, quoted);
            return;
        }
        string? target = ElementValue(part);
        if (string.IsNullOrEmpty(target)) throw new ShellErrorException($"{part.Name}: invalid indirect expansion");
        AppendOne(part, Value(target), buffer, quoted);
    }
}
