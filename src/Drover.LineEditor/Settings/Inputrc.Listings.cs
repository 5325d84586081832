using Drover.LineEditor.Editing;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Settings;

public sealed partial class Inputrc
{
    // As many as readline names.
    private const int MostNamed = 5;

    /// <summary>The keys that a command is bound to.</summary>
    public IReadOnlyList<string> KeysOf(EditCommand command, string? keymap = null) =>
        [.. Bound(keymap).Where(item => item.Action is { Macro: null, HostCommand: null } && Same(item.Action.Command, command)).Select(item => item.Keys)];

    /// <summary>Takes away all keys of a command.</summary>
    public void UnbindAll(EditCommand command, string? keymap = null)
    {
        foreach (string keys in KeysOf(command, keymap)) options.Bindings.Unbind(MapOf(keymap), Prefix(keymap) + keys);
    }

    /// <summary>Commands and their keys as lines of an inputrc file.</summary>
    public IEnumerable<string> ListFunctions(string? keymap = null)
    {
        foreach ((string name, IReadOnlyList<string> keys) in FunctionKeys(keymap))
        {
            if (keys.Count == 0) yield return $"# {name} (not bound)";
            foreach (string each in keys) yield return $"\"{each}\": {name}";
        }
    }

    /// <summary>Commands and their keys for a reader.</summary>
    public IEnumerable<string> DescribeFunctions(string? keymap = null)
    {
        foreach ((string name, IReadOnlyList<string> keys) in FunctionKeys(keymap))
            yield return keys.Count == 0 ? $"{name} is not bound to any keys" : $"{name} can be found on {Join(keys)}.";
    }

    /// <summary>Some keys in quotes, between commas.</summary>
    public static string Join(IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return string.Join(", ", keys.Take(MostNamed).Select(each => $"\"{each}\"")) + (keys.Count > MostNamed ? ", ..." : "");
    }

    /// <summary>Macros as lines of an inputrc file.</summary>
    public IEnumerable<string> ListMacros(string? keymap = null) => Bound(keymap).Where(item => item.Action.Macro is not null).Select(item => $"\"{item.Keys}\": \"{item.Action.Macro}\"");

    /// <summary>Macros for a reader.</summary>
    public IEnumerable<string> DescribeMacros(string? keymap = null) => Bound(keymap).Where(item => item.Action.Macro is not null).Select(item => $"{item.Keys} outputs {item.Action.Macro}");

    /// <summary>Commands of the host's, so that they can be bound again.</summary>
    public IEnumerable<string> ListHostCommands(string? keymap = null) => Bound(keymap).Where(item => item.Action.HostCommand is not null).Select(item => $"\"{item.Keys}\": {Quote(item.Action.HostCommand!)}");

    /// <summary>Variables as lines of an inputrc file.</summary>
    public IEnumerable<string> ListVariables() => Variables.Select(item => $"set {item.Name} {item.Value}");

    /// <summary>Variables for a reader.</summary>
    public IEnumerable<string> DescribeVariables() => Variables.Select(item => $"{item.Name} is set to `{item.Value}'");

    // Quotes at the start would be taken for those around the whole.
    private static string Quote(string command) => command switch
    {
        ['"', ..] => $"'{command}'",
        ['\'', ..] => $"\"{command}\"",
        _ => command,
    };

    private static bool Same(EditCommand one, EditCommand other) => CommandNames.Of(one) == CommandNames.Of(other);

    private IEnumerable<(string Name, IReadOnlyList<string> Keys)> FunctionKeys(string? keymap)
    {
        foreach (string name in CommandNames.All)
        {
            EditCommand command = CommandNames.Find(name)!.Value;
            // Not those that are another's second name.
            if (CommandNames.Of(command) == name) yield return (name, KeysOf(command, keymap));
        }
    }

    // Keys behind the prefix of the map, as they are bound there.
    private IEnumerable<(string Keys, KeyAction Action)> Bound(string? keymap)
    {
        string prefix = Prefix(keymap);
        return options.Bindings.All(MapOf(keymap)).Where(item => item.Keys.Length > prefix.Length && item.Keys.StartsWith(prefix, StringComparison.Ordinal)).Select(item => (item.Keys[prefix.Length..], item.Action));
    }
}
