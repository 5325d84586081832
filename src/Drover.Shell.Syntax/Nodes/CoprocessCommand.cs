namespace Drover.Shell.Syntax.Nodes;

/// <summary><c>coproc [name] command</c>: a command in the background with pipes to its standard input and from its standard output.</summary>
public sealed class CoprocessCommand : CommandNode
{
    internal CoprocessCommand(SourceText source, SourcePosition position, int end, string name, CommandNode body) : base(source, position, end, [])
    {
        Name = name;
        Body = body;
    }

    /// <summary>The array that gets the descriptors; <c>COPROC</c> if none is given.</summary>
    public string Name { get; }

    /// <summary>What it runs, with its redirections.</summary>
    public CommandNode Body { get; }
}
