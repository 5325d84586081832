using System.Globalization;
using System.Runtime.CompilerServices;
using Drover.Shell.Execution;
using Drover.Shell.Syntax.Arithmetic;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Variables;

namespace Drover.Shell.Expansions;

/// <summary>Computes arithmetic expressions with wrapping 64-bit numbers (POSIX 2.6.4).</summary>
internal sealed class ArithmeticEvaluator(Interpreter shell)
{
    private const int GreatestDepth = 1000;
    private const int GreatestShown = 60;

    private readonly Dictionary<string, ArithmeticExpression> _parsed = [];
    private int _depth;

    private ExecutionEnvironment Environment => shell.Environment;

    /// <summary>The value of an expression as it stands in a script.</summary>
    /// <exception cref="ShellErrorException">It is not valid, divides by zero, or changes what is read-only.</exception>
    public long Evaluate(ArithmeticText text)
    {
        if (text.Expression is { } expression && TryEvaluate(expression, out long value)) return value;
        return Evaluate(shell.Words.ExpandText(text.Word));
    }

    /// <summary>The value of an expression that was made at run time.</summary>
    /// <exception cref="ShellErrorException">It is not valid, divides by zero, or changes what is read-only.</exception>
    public long Evaluate(string text)
    {
        if (_depth >= GreatestDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new ShellErrorException($"{Short(text)}: expression refers to itself or is too deep");
        if (!_parsed.TryGetValue(text, out ArithmeticExpression? expression))
        {
            ArithmeticResult result = ArithmeticParser.Parse(text);
            expression = result.Expression ?? throw new ShellErrorException($"{Short(text)}: {result.Error}");
            if (_parsed.Count > 1000) _parsed.Clear();
            _parsed.Add(text, expression);
        }
        _depth++;
        try
        {
            return Value(expression);
        }
        finally
        {
            _depth--;
        }
    }

    private static string Short(string text) => text.Length <= GreatestShown ? text : text[..GreatestShown] + "…";

    // False when the value of a parameter in it is more than a number, and nothing was changed yet: then the text counts.
    private bool TryEvaluate(ArithmeticExpression expression, out long value)
    {
        value = 0;
        _hasWritten = false;
        if (!IsPlain(expression)) return false;
        value = Value(expression);
        return true;
    }

    // In the order of evaluation: parameters are expanded before anything is assigned (POSIX 2.6.4).
    private bool IsPlain(ArithmeticExpression expression)
    {
        switch (expression)
        {
            case ArithmeticParameter parameter:
                return !_hasWritten && TryNumber(parameter, out _);
            case ArithmeticUnary unary:
                if (!IsPlain(unary.Operand)) return false;
                _hasWritten |= IsStep(unary.Operator);
                return true;
            case ArithmeticBinary { IsLong: true } binary:
                ArithmeticBinary[] chain = binary.Chain();
                return IsPlain(chain[0].Left) && Array.TrueForAll(chain, each => IsPlain(each.Right));
            case ArithmeticBinary binary:
                return IsPlain(binary.Left) && IsPlain(binary.Right);
            case ArithmeticAssignment assignment:
                if (!IsPlain(assignment.Target) || !IsPlain(assignment.Value)) return false;
                _hasWritten = true;
                return true;
            case ArithmeticTernary ternary:
                return IsPlain(ternary.Condition) && IsPlain(ternary.WhenTrue) && IsPlain(ternary.WhenFalse);
            case ArithmeticVariable { Subscript: { } subscript }:
                return IsPlain(subscript);
            default:
                return true;
        }
    }

    private bool _hasWritten;

    private static bool IsStep(ArithmeticOperator operation) =>
        operation is ArithmeticOperator.PreIncrement or ArithmeticOperator.PostIncrement or ArithmeticOperator.PreDecrement or ArithmeticOperator.PostDecrement;

    private bool TryNumber(ArithmeticParameter parameter, out long value)
    {
        string name = parameter.Parameter.Name;
        value = 0;
        if (Environment.Variables.Find(name) is { } variable && (variable.Attributes & (VariableAttributes.Dynamic | VariableAttributes.Reference)) == 0)
            return variable.TryGetNumber(out value) && (value >= 0 || parameter.MayBeNegative);
        return name is not ("@" or "*") && shell.Words.Value(name) is { Length: > 0 } text && (text[0] != '0' || text.Length == 1) && char.IsAsciiDigit(text[0])
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private long Value(ArithmeticExpression expression)
    {
        switch (expression)
        {
            case ArithmeticConstant constant:
                return constant.Value;
            case ArithmeticVariable variable:
                return Read(variable, Place(variable));
            case ArithmeticBinary binary:
                return Binary(binary);
            case ArithmeticParameter parameter:
                _ = TryNumber(parameter, out long number);
                return number;
            case ArithmeticAssignment assignment:
                // As in bash: where to is looked at last, but by what reads it too.
                if (assignment.Operator is not { } operation)
                {
                    long value = Value(assignment.Value);
                    return Write(assignment.Target, Place(assignment.Target), value);
                }
                long place = Place(assignment.Target);
                return Write(assignment.Target, place, Compute(operation, Read(assignment.Target, place), Value(assignment.Value)));
            case ArithmeticUnary unary:
                return Unary(unary);
            case ArithmeticTernary ternary:
                return Value(ternary.Condition) != 0 ? Value(ternary.WhenTrue) : Value(ternary.WhenFalse);
            default:
                throw new InvalidOperationException($"Unknown expression {expression.GetType().Name}.");
        }
    }

    private long Binary(ArithmeticBinary binary)
    {
        if (!binary.IsLong) return Binary(binary, Value(binary.Left));
        ArithmeticBinary[] chain = binary.Chain();
        long value = Value(chain[0].Left);
        foreach (ArithmeticBinary each in chain) value = Binary(each, value);
        return value;
    }

    private long Binary(ArithmeticBinary binary, long left)
    {
        return binary.Operator switch
        {
            ArithmeticOperator.And => left != 0 && Value(binary.Right) != 0 ? 1 : 0,
            ArithmeticOperator.Or => left != 0 || Value(binary.Right) != 0 ? 1 : 0,
            ArithmeticOperator.Comma => Value(binary.Right),
            var operation => Compute(operation, left, Value(binary.Right)),
        };
    }

    private long Unary(ArithmeticUnary unary)
    {
        switch (unary.Operator)
        {
            case ArithmeticOperator.Plus:
                return Value(unary.Operand);
            case ArithmeticOperator.Minus:
                return unchecked(-Value(unary.Operand));
            case ArithmeticOperator.Not:
                return Value(unary.Operand) == 0 ? 1 : 0;
            case ArithmeticOperator.Complement:
                return ~Value(unary.Operand);
            default:
                var target = (ArithmeticVariable)unary.Operand;
                long place = Place(target), before = Read(target, place);
                long after = unchecked(unary.Operator is ArithmeticOperator.PreIncrement or ArithmeticOperator.PostIncrement ? before + 1 : before - 1);
                Write(target, place, after);
                return unary.Operator is ArithmeticOperator.PreIncrement or ArithmeticOperator.PreDecrement ? after : before;
        }
    }

    private static long Compute(ArithmeticOperator operation, long a, long b) => unchecked(operation switch
    {
        ArithmeticOperator.Add => a + b,
        ArithmeticOperator.Subtract => a - b,
        ArithmeticOperator.Multiply => a * b,
        ArithmeticOperator.Divide => b switch { 0 => throw DivisionByZero(), -1 => -a, _ => a / b },
        ArithmeticOperator.Remainder => b switch { 0 => throw DivisionByZero(), -1 => 0, _ => a % b },
        ArithmeticOperator.Power => Power(a, b),
        ArithmeticOperator.ShiftLeft => a << (int)(b & 63),
        ArithmeticOperator.ShiftRight => a >> (int)(b & 63),
        ArithmeticOperator.Less => a < b ? 1 : 0,
        ArithmeticOperator.LessOrEqual => a <= b ? 1 : 0,
        ArithmeticOperator.Greater => a > b ? 1 : 0,
        ArithmeticOperator.GreaterOrEqual => a >= b ? 1 : 0,
        ArithmeticOperator.Equal => a == b ? 1 : 0,
        ArithmeticOperator.NotEqual => a != b ? 1 : 0,
        ArithmeticOperator.BitAnd => a & b,
        ArithmeticOperator.BitXor => a ^ b,
        ArithmeticOperator.BitOr => a | b,
        _ => throw new InvalidOperationException($"Unknown operator {operation}."),
    });

    private static long Power(long a, long b)
    {
        if (b < 0) throw new ShellErrorException("arithmetic: exponent less than 0");
        long result = 1;
        for (; b > 0; b >>= 1)
        {
            if ((b & 1) != 0) result = unchecked(result * a);
            a = unchecked(a * a);
        }
        return result;
    }

    private static ShellErrorException DivisionByZero() => new("arithmetic: division by zero");

    // The index that a subscript gives, once for reading and writing.
    private long Place(ArithmeticVariable target) =>
        target.Subscript is null && target.Key is null ? 0 : Environment.Variables.FindResolved(target.Name)?.Array is { IsAssociative: true } ? 0 : Index(target);

    private long Read(ArithmeticVariable target, long place)
    {
        Variable? variable = Environment.Variables.FindResolved(target.Name);
        if (variable is not null) variable = shell.Refresh(variable);
        string? text;
        if (target.Subscript is null && target.Key is null)
        {
            if (variable is null) return Unset(target.Name);
            if (variable.TryGetNumber(out long number)) return number;
            text = shell.Words.Value(target.Name);
        }
        else text = variable?.Array switch
        {
            null => place is 0 or -1 ? variable?.Value : null,
            { IsAssociative: true } keyed => keyed.Get(KeyIn(keyed, target.Key!)),
            var array => array.Get(place),
        };
        if (text is null) return Unset(target.Name);
        return text.AsSpan().Trim(" \t\n").IsEmpty ? 0 : Evaluate(text);
    }

    private long Unset(string name) =>
        Environment.Has(ShellOptions.NoUnset) ? throw new ShellErrorException($"{name}: parameter not set") { EndsShell = true } : 0;

    private long Write(ArithmeticVariable target, long place, long value)
    {
        if (target.Subscript is null && target.Key is null) shell.Assign(target.Name, value);
        else if (Environment.Variables.FindResolved(target.Name)?.Array is { IsAssociative: true } keyed) shell.AssignElement(target.Name, KeyIn(keyed, target.Key!), 0, ShellText.Of(value), isAppend: false);
        else shell.AssignElement(target.Name, target.Key, place, ShellText.Of(value), isAppend: false);
        return value;
    }

    private long Index(ArithmeticVariable target) => target.Subscript is { } subscript ? Value(subscript) : throw new ShellErrorException($"{target.Name}[{target.Key}]: the subscript is not a number");

    // Quotes around a key are not part of it, but a key that came out of a parameter may have some.
    private static string KeyIn(ShellArray keyed, string key) =>
        key.Length >= 2 && key[0] is '\'' or '"' && key[^1] == key[0] && keyed.Get(key) is null ? key[1..^1] : key;
}
