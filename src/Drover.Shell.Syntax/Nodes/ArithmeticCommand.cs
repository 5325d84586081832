using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>(( expression ))</c>.</summary>
public sealed class ArithmeticCommand : CommandNode
{
    internal ArithmeticCommand(SourceText source, SourcePosition position, int end, ArithmeticText expression, ImmutableArray<Redirection> redirections)
        : base(source, position, end, redirections) => Expression = expression;

    /// <summary>The expression.</summary>
    public ArithmeticText Expression { get; }
}
