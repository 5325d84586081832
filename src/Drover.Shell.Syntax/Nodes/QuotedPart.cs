namespace Drover.Shell.Syntax.Nodes;

/// <summary>Text that stands for itself.</summary>
public sealed class QuotedPart : WordPart
{
    internal QuotedPart(int start, int end, string text, QuoteKind kind) : base(start, end)
    {
        Text = text;
        Kind = kind;
    }

    /// <summary>The text without its quotes; escapes of <c>$'…'</c> are decoded to bytes.</summary>
    public string Text { get; }

    /// <summary>How it was quoted.</summary>
    public QuoteKind Kind { get; }
}
