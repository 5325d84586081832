namespace Drover.Shell.Syntax.Nodes;

/// <summary>Unquoted text: <c>* ? [</c> in it are pattern characters.</summary>
public sealed class LiteralPart : WordPart
{
    internal LiteralPart(int start, int end, string text) : base(start, end) => Text = text;

    /// <summary>A literal with another text in the same place.</summary>
    public LiteralPart WithText(string text) => new(Start, End, text);

    /// <summary>The tilde that it starts with and <paramref name="name"/>, in the same place.</summary>
    public TildePart ToTilde(string name) => new(Start, End, name);

    /// <summary>The text.</summary>
    public string Text { get; }
}
