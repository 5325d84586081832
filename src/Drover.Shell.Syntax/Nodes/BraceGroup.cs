using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>{ list; }</c>.</summary>
public sealed class BraceGroup : CommandNode
{
    internal BraceGroup(SourceText source, SourcePosition position, int end, CommandList body, ImmutableArray<Redirection> redirections)
        : base(source, position, end, redirections) => Body = body;

    /// <summary>What it runs.</summary>
    public CommandList Body { get; }
}
