namespace Drover.Shell.Syntax.Nodes;

/// <summary>A condition and what runs when it holds.</summary>
public sealed class IfClause
{
    internal IfClause(CommandList condition, CommandList body)
    {
        Condition = condition;
        Body = body;
    }

    /// <summary>The condition.</summary>
    public CommandList Condition { get; }

    /// <summary>What runs when its status is zero.</summary>
    public CommandList Body { get; }
}
