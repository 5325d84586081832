using Drover.Shell.Syntax.Nodes;

namespace Drover.Shell.Execution;

/// <summary>A defined function.</summary>
internal sealed class ShellFunction(string name, CommandNode body)
{
    public string Name { get; } = name;

    public CommandNode Body { get; } = body;

    /// <summary>The file that it was read from, if any.</summary>
    public string? Source { get; init; }

    /// <summary>Its definition, to be read again.</summary>
    public string Describe() => $"{Name} ()\n{Body.Text}";

    /// <summary>Whether it inherits the traps of DEBUG and RETURN (<c>declare -ft</c>).</summary>
    public bool IsTraced { get; set; }

    /// <summary>Whether it can't be changed.</summary>
    public bool IsReadOnly { get; set; }
}
