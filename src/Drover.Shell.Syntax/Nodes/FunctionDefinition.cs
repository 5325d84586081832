namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>name() compound-command</c>; the redirections are the body's.</summary>
public sealed class FunctionDefinition : CommandNode
{
    internal FunctionDefinition(SourceText source, SourcePosition position, int end, string name, CommandNode body, bool hasKeyword) : base(source, position, end, [])
    {
        Name = name;
        Body = body;
        HasKeyword = hasKeyword;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether it was written with <c>function</c>.</summary>
    public bool HasKeyword { get; }

    /// <summary>A compound command with the redirections of each call.</summary>
    public CommandNode Body { get; }
}
