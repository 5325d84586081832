namespace Drover.Shell.Syntax.Nodes;

/// <summary>A <c>${…}</c> that means nothing: an error when it is expanded, as in dash and bash, and not before.</summary>
public sealed class InvalidExpansionPart : WordPart
{
    internal InvalidExpansionPart(int start, int end, string text) : base(start, end) => Text = text;

    /// <summary>The text with <c>${</c> and <c>}</c>.</summary>
    public string Text { get; }
}
