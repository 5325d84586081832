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

    /// <summary>The same without the first words of its first command, which is a simple one: what a prefix such as <c>limit … --</c> is about.</summary>
    public CommandPipeline WithoutWords(int count)
    {
        var first = (SimpleCommand)Commands[0];
        SourcePosition position = first.Words[count].Position;
        var rest = new SimpleCommand(first.Source, position, first.End, first.Assignments, first.Words[count..], first.Redirections);
        return new CommandPipeline(Source, position, End, Commands.SetItem(0, rest), IsNegated, Timing, ErrorIsPiped);
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
