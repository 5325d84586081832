namespace Drover.Shell.Syntax.Arithmetic;

/// <summary>An operator with one operand.</summary>
public sealed class ArithmeticUnary : ArithmeticExpression
{
    internal ArithmeticUnary(ArithmeticOperator operation, ArithmeticExpression operand) : base(operand.Depth + 1)
    {
        Operator = operation;
        Operand = operand;
    }

    /// <summary>The operator: from <see cref="ArithmeticOperator.Plus"/> to <see cref="ArithmeticOperator.PostDecrement"/>.</summary>
    public ArithmeticOperator Operator { get; }

    /// <summary>The operand; an <see cref="ArithmeticVariable"/> for increments and decrements.</summary>
    public ArithmeticExpression Operand { get; }
}
