namespace Drover.Shell.Syntax.Arithmetic;

/// <summary>A node of an arithmetic expression.</summary>
public abstract class ArithmeticExpression
{
    private protected ArithmeticExpression(int depth) => Depth = depth;

    /// <summary>How deep the tree below it is, from 1; never more than <see cref="ArithmeticParser.GreatestDepth"/>.</summary>
    internal int Depth { get; }
}
