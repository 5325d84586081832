using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary>One and-or list, and whether it runs in the background.</summary>
public sealed class ListItem : SyntaxNode
{
    internal ListItem(SourceText source, SourcePosition position, int end, CommandPipeline first, ImmutableArray<AndOrTail> rest, bool isAsync)
        : base(source, position, end)
    {
        First = first;
        Rest = rest;
        IsAsync = isAsync;
    }

    /// <summary>The pipeline that always runs.</summary>
    public CommandPipeline First { get; }

    /// <summary>What follows with <c>&amp;&amp;</c> or <c>||</c>, of equal precedence, from left to right.</summary>
    public ImmutableArray<AndOrTail> Rest { get; }

    /// <summary>Whether it ends in <c>&amp;</c>.</summary>
    public bool IsAsync { get; }
}
