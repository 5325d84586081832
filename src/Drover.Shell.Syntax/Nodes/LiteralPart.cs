namespace Drover.Shell.Syntax.Nodes;

/// <summary>Unquoted text: <c>* ? [</c> in it are pattern characters.</summary>
public sealed class LiteralPart : WordPart
{
    internal LiteralPart(int start, int end, string text) : base(start, end) => Text = text;

    /// <summary>The text.</summary>
    public string Text { get; }
}
