using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>if … then … elif … then … else … fi</c>.</summary>
public sealed class IfCommand : CommandNode
{
    internal IfCommand(SourceText source, SourcePosition position, int end, ImmutableArray<IfClause> clauses, CommandList? elseBody,
        ImmutableArray<Redirection> redirections) : base(source, position, end, redirections)
    {
        Clauses = clauses;
        Else = elseBody;
    }

    /// <summary>The <c>if</c> and each <c>elif</c>.</summary>
    public ImmutableArray<IfClause> Clauses { get; }

    /// <summary>The <c>else</c> part.</summary>
    public CommandList? Else { get; }
}
