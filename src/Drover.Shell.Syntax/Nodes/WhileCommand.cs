using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>while … do … done</c> or <c>until … do … done</c>.</summary>
public sealed class WhileCommand : CommandNode
{
    internal WhileCommand(SourceText source, SourcePosition position, int end, bool isUntil, CommandList condition, CommandList body,
        ImmutableArray<Redirection> redirections) : base(source, position, end, redirections)
    {
        IsUntil = isUntil;
        Condition = condition;
        Body = body;
    }

    /// <summary>Whether the word was <c>until</c>.</summary>
    public bool IsUntil { get; }

    /// <summary>The condition.</summary>
    public CommandList Condition { get; }

    /// <summary>The body.</summary>
    public CommandList Body { get; }
}
