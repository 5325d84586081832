namespace Drover.Shell.Sessions;

/// <summary>Names a command of the host's own.</summary>
/// <param name="name">What a script calls it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ShellCommandAttribute(string name) : Attribute
{
    /// <summary>What a script calls it.</summary>
    public string Name { get; } = name;

    /// <summary>Its operands, for example <c>[-n] name...</c>.</summary>
    public string Usage { get; init; } = "";

    /// <summary>What it does, in one line.</summary>
    public string Description { get; init; } = "";
}
