using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary>Assignments and redirections and words, any of them possibly missing.</summary>
public sealed class SimpleCommand : CommandNode
{
    internal SimpleCommand(SourceText source, SourcePosition position, int end, ImmutableArray<Assignment> assignments, ImmutableArray<Word> words,
        ImmutableArray<Redirection> redirections) : base(source, position, end, redirections)
    {
        Assignments = assignments;
        Words = words;
    }

    /// <summary>The assignments before the first word.</summary>
    public ImmutableArray<Assignment> Assignments { get; }

    /// <summary>The command name and its arguments before expansion.</summary>
    public ImmutableArray<Word> Words { get; }
}
