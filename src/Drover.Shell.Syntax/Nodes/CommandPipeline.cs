using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary>One command or several connected by pipes.</summary>
public sealed class CommandPipeline : SyntaxNode
{
    internal CommandPipeline(SourceText source, SourcePosition position, int end, ImmutableArray<CommandNode> commands, bool isNegated, PipelineTiming timing,
        ImmutableArray<bool> errorIsPiped) : base(source, position, end)
    {
        Commands = commands;
        IsNegated = isNegated;
        Timing = timing;
        ErrorIsPiped = errorIsPiped;
    }

    /// <summary>The stages; empty only for <c>time</c> or <c>!</c> alone, which bash allows.</summary>
    public ImmutableArray<CommandNode> Commands { get; }

    /// <summary>Whether <c>!</c> precedes it.</summary>
    public bool IsNegated { get; }

    /// <summary>Whether <c>time</c> precedes it.</summary>
    public PipelineTiming Timing { get; }

    /// <summary>For each stage whether <c>|&amp;</c> follows it, which is <c>2&gt;&amp;1 |</c> applied after its own redirections; empty when none does.</summary>
    public ImmutableArray<bool> ErrorIsPiped { get; }
}
