using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>for ((start; condition; step)) do … done</c>.</summary>
public sealed class ArithmeticForCommand : CommandNode
{
    internal ArithmeticForCommand(SourceText source, SourcePosition position, int end, ArithmeticText? start, ArithmeticText? condition, ArithmeticText? step,
        CommandList body, ImmutableArray<Redirection> redirections) : base(source, position, end, redirections)
    {
        Initial = start;
        Condition = condition;
        Step = step;
        Body = body;
    }

    /// <summary>Evaluated once; null when empty.</summary>
    public ArithmeticText? Initial { get; }

    /// <summary>Evaluated before each round; null, which is true, when empty.</summary>
    public ArithmeticText? Condition { get; }

    /// <summary>Evaluated after each round; null when empty.</summary>
    public ArithmeticText? Step { get; }

    /// <summary>The body.</summary>
    public CommandList Body { get; }
}
