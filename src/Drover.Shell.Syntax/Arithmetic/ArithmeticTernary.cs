namespace Drover.Shell.Syntax.Arithmetic;

/// <summary><c>condition ? yes : no</c>: only one of them is evaluated.</summary>
public sealed class ArithmeticTernary : ArithmeticExpression
{
    internal ArithmeticTernary(ArithmeticExpression condition, ArithmeticExpression whenTrue, ArithmeticExpression whenFalse)
        : base(Math.Max(condition.Depth, Math.Max(whenTrue.Depth, whenFalse.Depth)) + 1)
    {
        Condition = condition;
        WhenTrue = whenTrue;
        WhenFalse = whenFalse;
    }

    /// <summary>The condition.</summary>
    public ArithmeticExpression Condition { get; }

    /// <summary>The value when the condition is not zero.</summary>
    public ArithmeticExpression WhenTrue { get; }

    /// <summary>The value when the condition is zero.</summary>
    public ArithmeticExpression WhenFalse { get; }
}
