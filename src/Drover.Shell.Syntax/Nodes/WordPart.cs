namespace Drover.Shell.Syntax.Nodes;

/// <summary>A part of a word.</summary>
public abstract class WordPart
{
    private protected WordPart(int start, int end)
    {
        Start = start;
        End = end;
    }

    /// <summary>The offset of its first char in the word's source.</summary>
    public int Start { get; }

    /// <summary>The offset after its last char.</summary>
    public int End { get; }
}
