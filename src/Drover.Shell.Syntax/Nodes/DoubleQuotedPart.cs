using System.Collections.Immutable;

namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>"…"</c>: literal text in it is <see cref="QuotedPart"/>, and what it expands is not split.</summary>
public sealed class DoubleQuotedPart : WordPart
{
    internal DoubleQuotedPart(int start, int end, ImmutableArray<WordPart> parts) : base(start, end) => Parts = parts;

    /// <summary>What is inside; nothing for <c>""</c>.</summary>
    public ImmutableArray<WordPart> Parts { get; }
}
