namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>! expression</c>.</summary>
public sealed class ConditionalNot : ConditionalExpression
{
    internal ConditionalNot(ConditionalExpression operand) => Operand = operand;

    /// <summary>What is negated.</summary>
    public ConditionalExpression Operand { get; }
}
