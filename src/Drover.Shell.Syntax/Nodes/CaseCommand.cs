using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>case word in … esac</c>.</summary>
public sealed class CaseCommand : CommandNode
{
    internal CaseCommand(SourceText source, SourcePosition position, int end, Word subject, ImmutableArray<CaseItem> items,
        ImmutableArray<Redirection> redirections) : base(source, position, end, redirections)
    {
        Subject = subject;
        Items = items;
    }

    /// <summary>The word that is matched.</summary>
    public Word Subject { get; }

    /// <summary>The items in order.</summary>
    public ImmutableArray<CaseItem> Items { get; }
}
