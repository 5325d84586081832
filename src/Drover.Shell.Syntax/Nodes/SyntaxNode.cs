namespace Drover.Shell.Syntax.Nodes;

/// <summary>A piece of the tree that knows where it came from.</summary>
public abstract class SyntaxNode
{
    private protected SyntaxNode(SourceText source, SourcePosition position, int end)
    {
        Source = source;
        Position = position;
        End = end;
    }

    /// <summary>The text that it was parsed from.</summary>
    public SourceText Source { get; }

    /// <summary>Where it starts.</summary>
    public SourcePosition Position { get; }

    /// <summary>The offset where it starts.</summary>
    public int Start => Position.Offset;

    /// <summary>The offset after its last char. Bodies of here-documents lie behind it.</summary>
    public int End { get; }

    /// <summary>Whatever an interpreter wants to remember of it; not part of the tree.</summary>
    public object? Annotation { get; set; }

    /// <summary>Its text as it was written, aliases replaced.</summary>
    public string Text => End > Start && End <= Source.Text.Length ? Source.Text[Start..End] : "";
}
