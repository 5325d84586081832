namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>name() compound-command</c>; the redirections are the body's.</summary>
public sealed class FunctionDefinition : CommandNode
{
    internal FunctionDefinition(SourceText source, SourcePosition position, int end, string name, CommandNode body) : base(source, position, end, [])
    {
        Name = name;
        Body = body;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>A compound command with the redirections of each call.</summary>
    public CommandNode Body { get; }
}
