using Drover.LineEditor.Editing;

namespace Drover.LineEditor.Keys;

/// <summary>What the keys do, map by map. Keys are written as in inputrc files: <c>\C-x\C-e</c>, <c>\e[A</c>, <c>\M-x</c>.</summary>
public sealed class KeyBindings
{
    private readonly KeyMap?[] _maps = new KeyMap?[3];

    /// <summary>What a key does.</summary>
    /// <exception cref="FormatException">That is no key.</exception>
    public void Bind(KeymapName map, string keys, KeyAction action) => Of(map).Bind(KeyNotation.Parse(keys), action);

    /// <summary>What a key does in emacs mode and in vi's insert mode.</summary>
    /// <exception cref="FormatException">That is no key.</exception>
    public void Bind(string keys, EditCommand command)
    {
        Bind(KeymapName.Emacs, keys, KeyAction.Of(command));
        Bind(KeymapName.ViInsert, keys, KeyAction.Of(command));
    }

    /// <summary>Takes away what a key does.</summary>
    /// <exception cref="FormatException">That is no key.</exception>
    public void Unbind(KeymapName map, string keys)
    {
        Key[] parsed = KeyNotation.Parse(keys);
        // A character that is bound to nothing would insert itself.
        if (parsed is [{ IsText: true }]) Of(map).Bind(parsed, KeyAction.Of(EditCommand.None));
        else Of(map).Unbind(parsed);
    }

    /// <summary>All keys of a map that do something, sorted.</summary>
    public IReadOnlyList<(string Keys, KeyAction Action)> All(KeymapName map) =>
        [.. Of(map).All.Where(item => item.Action.Macro is not null || item.Action.HostCommand is not null || item.Action.Command != EditCommand.None)
            .Select(item => (KeyNotation.Describe(item.Keys), item.Action)).OrderBy(item => item.Item1, StringComparer.Ordinal)];

    /// <summary>A map, to look keys up in.</summary>
    internal KeyMap Of(KeymapName map) => _maps[(int)map] ??= map switch
    {
        KeymapName.Emacs => EmacsBindings.Create(),
        KeymapName.ViInsert => ViInsertBindings.Create(),
        _ => new KeyMap(),
    };
}
