namespace Drover.Shell.Syntax.Nodes;

/// <summary>A tilde prefix in a place where it is expanded.</summary>
public sealed class TildePart : WordPart
{
    internal TildePart(int start, int end, string name) : base(start, end) => Name = name;

    /// <summary>What follows the tilde: empty, a login name, or <c>+</c> and <c>-</c>. If it can't be expanded the text stays.</summary>
    public string Name { get; }
}
