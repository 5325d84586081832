namespace Drover.Shell.Syntax.Arithmetic;

/// <summary>An operator with two operands.</summary>
public sealed class ArithmeticBinary : ArithmeticExpression
{
    // The operands of so many operators side by side may be taken one in the other.
    private const int LongestNested = 100;

    private readonly int _length;

    internal ArithmeticBinary(ArithmeticOperator operation, ArithmeticExpression left, ArithmeticExpression right) : base(DepthOf(left, right))
    {
        Operator = operation;
        Left = left;
        Right = right;
        _length = LengthOf(left) + 1;
    }

    /// <summary>The operator: from <see cref="ArithmeticOperator.Multiply"/> to <see cref="ArithmeticOperator.Comma"/>.</summary>
    public ArithmeticOperator Operator { get; }

    /// <summary>Whether so many operators stand to the left of this one, side by side as in a sum of all lines of a file, that <see cref="Chain"/> is to be used.</summary>
    public bool IsLong => _length > LongestNested;

    /// <summary>The left operand.</summary>
    public ArithmeticExpression Left { get; }

    /// <summary>The right operand; not evaluated when the left one decides <c>&amp;&amp;</c> or <c>||</c>.</summary>
    public ArithmeticExpression Right { get; }

    /// <summary>This operator and those to its left that are long too, the first of them first. Walking these one after the other goes no deeper than <see cref="ArithmeticParser.GreatestDepth"/>.</summary>
    public ArithmeticBinary[] Chain()
    {
        var chain = new ArithmeticBinary[Math.Max(1, _length - LongestNested)];
        ArithmeticExpression node = this;
        for (int i = chain.Length - 1; i >= 0; i--)
        {
            chain[i] = (ArithmeticBinary)node;
            node = chain[i].Left;
        }
        return chain;
    }

    private static int LengthOf(ArithmeticExpression left) => left is ArithmeticBinary binary ? binary._length : 0;

    // Those of a chain that are walked one after the other are no deeper than the first.
    private static int DepthOf(ArithmeticExpression left, ArithmeticExpression right) =>
        Math.Max(LengthOf(left) < LongestNested ? left.Depth + 1 : left.Depth, right.Depth + 1);
}
