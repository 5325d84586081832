using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary>Patterns and what runs when one of them matches.</summary>
public sealed class CaseItem
{
    internal CaseItem(ImmutableArray<Word> patterns, CommandList body, CaseTerminator terminator)
    {
        Patterns = patterns;
        Body = body;
        Terminator = terminator;
    }

    /// <summary>The patterns.</summary>
    public ImmutableArray<Word> Patterns { get; }

    /// <summary>The commands, possibly none.</summary>
    public CommandList Body { get; }

    /// <summary>What happens after the commands.</summary>
    public CaseTerminator Terminator { get; }
}
