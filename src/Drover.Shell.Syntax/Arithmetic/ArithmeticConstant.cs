namespace Drover.Shell.Syntax.Arithmetic;

/// <summary>A number.</summary>
public sealed class ArithmeticConstant : ArithmeticExpression
{
    internal ArithmeticConstant(long value) : base(1) => Value = value;

    /// <summary>Its value; wrapped to 64 bits.</summary>
    public long Value { get; }
}
