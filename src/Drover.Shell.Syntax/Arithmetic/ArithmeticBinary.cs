namespace Drover.Shell.Syntax.Arithmetic;

/// <summary>An operator with two operands.</summary>
public sealed class ArithmeticBinary : ArithmeticExpression
{
    internal ArithmeticBinary(ArithmeticOperator operation, ArithmeticExpression left, ArithmeticExpression right) : base(Math.Max(left.Depth, right.Depth) + 1)
    {
        Operator = operation;
        Left = left;
        Right = right;
    }

    /// <summary>The operator: from <see cref="ArithmeticOperator.Multiply"/> to <see cref="ArithmeticOperator.Comma"/>.</summary>
    public ArithmeticOperator Operator { get; }

    /// <summary>The left operand.</summary>
    public ArithmeticExpression Left { get; }

    /// <summary>The right operand; not evaluated when the left one decides <c>&amp;&amp;</c> or <c>||</c>.</summary>
    public ArithmeticExpression Right { get; }
}
