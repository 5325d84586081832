using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>for name in words; do … done</c>, and <c>select</c> of the same form.</summary>
public sealed class ForCommand : CommandNode
{
    internal ForCommand(SourceText source, SourcePosition position, int end, bool isSelect, string variable, ImmutableArray<Word>? words, CommandList body,
        ImmutableArray<Redirection> redirections) : base(source, position, end, redirections)
    {
        IsSelect = isSelect;
        Variable = variable;
        Words = words;
        Body = body;
    }

    /// <summary>Whether the word was <c>select</c>.</summary>
    public bool IsSelect { get; }

    /// <summary>The variable's name.</summary>
    public string Variable { get; }

    /// <summary>The words after <c>in</c>; null without <c>in</c>, which means <c>"$@"</c>.</summary>
    public ImmutableArray<Word>? Words { get; }

    /// <summary>The body.</summary>
    public CommandList Body { get; }
}
