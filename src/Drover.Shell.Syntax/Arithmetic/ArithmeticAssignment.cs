namespace Drover.Shell.Syntax.Arithmetic;

/// <summary><c>name = value</c> or <c>name += value</c> and the like.</summary>
public sealed class ArithmeticAssignment : ArithmeticExpression
{
    internal ArithmeticAssignment(ArithmeticVariable target, ArithmeticOperator? operation, ArithmeticExpression value)
        : base(Math.Max(target.Depth, value.Depth) + 1)
    {
        Target = target;
        Operator = operation;
        Value = value;
    }

    /// <summary>The variable.</summary>
    public ArithmeticVariable Target { get; }

    /// <summary>The operator before <c>=</c>; null for plain <c>=</c>.</summary>
    public ArithmeticOperator? Operator { get; }

    /// <summary>The right side.</summary>
    public ArithmeticExpression Value { get; }
}
