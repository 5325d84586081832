using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary>A simple command, a compound command or a function definition.</summary>
public abstract class CommandNode : SyntaxNode
{
    private protected CommandNode(SourceText source, SourcePosition position, int end, ImmutableArray<Redirection> redirections)
        : base(source, position, end) => Redirections = redirections;

    /// <summary>Its redirections in order.</summary>
    public ImmutableArray<Redirection> Redirections { get; }
}
