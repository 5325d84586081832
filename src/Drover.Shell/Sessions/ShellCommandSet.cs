using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Drover.Shell.Sessions;

/// <summary>Commands of the host's own. Immutable.</summary>
public sealed class ShellCommandSet
{
    private readonly ImmutableDictionary<string, (ShellCommandAttribute Description, IShellCommand Command)> _commands;

    private ShellCommandSet(ImmutableDictionary<string, (ShellCommandAttribute, IShellCommand)> commands) => _commands = commands;

    /// <summary>None.</summary>
    public static ShellCommandSet Empty { get; } = new(ImmutableDictionary.Create<string, (ShellCommandAttribute, IShellCommand)>(StringComparer.Ordinal));

    /// <summary>What is known of each.</summary>
    public IEnumerable<ShellCommandAttribute> Descriptions => _commands.Values.Select(entry => entry.Description).OrderBy(description => description.Name, StringComparer.Ordinal);

    /// <summary>The same with one command more, described by its <see cref="ShellCommandAttribute"/>.</summary>
    /// <exception cref="ArgumentException">The attribute is missing, or its name is none.</exception>
    public ShellCommandSet Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.None)] T>(T command)
        where T : IShellCommand =>
        Add(typeof(T).GetCustomAttribute<ShellCommandAttribute>() ?? throw new ArgumentException($"{typeof(T)} has no [ShellCommand(\"name\")].", nameof(command)), command);

    /// <summary>The same with one command more.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a slash, a blank or a special character.</exception>
    public ShellCommandSet Add(ShellCommandAttribute description, IShellCommand command)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(command);
        if (description.Name.Length == 0 || description.Name.AsSpan().IndexOfAny(" \t\n/|&;<>()$`\\\"'*?[#~=%!{}") >= 0)
            throw new ArgumentException($"'{description.Name}' can't be the name of a command.", nameof(description));
        return new ShellCommandSet(_commands.SetItem(description.Name, (description, command)));
    }

    /// <summary>The same with one command more.</summary>
    public ShellCommandSet Add(string name, Func<CommandContext, ValueTask<int>> command, string usage = "", string description = "") =>
        Add(new ShellCommandAttribute(name) { Usage = usage, Description = description }, new Delegated(command));

    internal IEnumerable<(ShellCommandAttribute Description, IShellCommand Command)> All => _commands.Values;

    private sealed class Delegated(Func<CommandContext, ValueTask<int>> command) : IShellCommand
    {
        public ValueTask<int> ExecuteAsync(CommandContext context) => command(context);
    }
}
