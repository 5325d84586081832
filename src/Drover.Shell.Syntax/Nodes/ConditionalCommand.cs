using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>[[ expression ]]</c>.</summary>
public sealed class ConditionalCommand : CommandNode
{
    internal ConditionalCommand(SourceText source, SourcePosition position, int end, ConditionalExpression expression, ImmutableArray<Redirection> redirections)
        : base(source, position, end, redirections) => Expression = expression;

    /// <summary>The expression.</summary>
    public ConditionalExpression Expression { get; }
}
