using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary>Expressions joined by <c>&amp;&amp;</c>, or expressions joined by <c>||</c>.</summary>
public sealed class ConditionalJunction : ConditionalExpression
{
    internal ConditionalJunction(bool isOr, ImmutableArray<ConditionalExpression> operands)
    {
        IsOr = isOr;
        Operands = operands;
    }

    /// <summary>True for <c>||</c>, false for <c>&amp;&amp;</c>.</summary>
    public bool IsOr { get; }

    /// <summary>Two or more, evaluated from left to right until the answer is known.</summary>
    public ImmutableArray<ConditionalExpression> Operands { get; }
}
