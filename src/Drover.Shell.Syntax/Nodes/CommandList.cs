using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary>And-or lists one after the other.</summary>
public sealed class CommandList : SyntaxNode
{
    internal CommandList(SourceText source, SourcePosition position, int end, ImmutableArray<ListItem> items) : base(source, position, end) => Items = items;

    /// <summary>The and-or lists; empty for a blank line and for the body of a case item without commands.</summary>
    public ImmutableArray<ListItem> Items { get; }
}
