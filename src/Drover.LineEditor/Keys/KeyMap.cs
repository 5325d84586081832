using Drover.LineEditor.Editing;

namespace Drover.LineEditor.Keys;

/// <summary>Which keys, one or several in a row, do what.</summary>
internal sealed class KeyMap
{
    private readonly Dictionary<Key, KeyMap> _prefixes = [];
    private readonly Dictionary<Key, EditCommand> _commands = [];

    /// <summary>Binds keys; what they did before is forgotten.</summary>
    public void Bind(ReadOnlySpan<Key> keys, EditCommand command)
    {
        if (keys.Length == 1)
        {
            _commands[keys[0]] = command;
            _prefixes.Remove(keys[0]);
            return;
        }
        if (!_prefixes.TryGetValue(keys[0], out KeyMap? rest)) _prefixes[keys[0]] = rest = new KeyMap();
        _commands.Remove(keys[0]);
        rest.Bind(keys[1..], command);
    }

    /// <summary>Looks one key up: it does something, or begins longer ones, or nothing is bound to it.</summary>
    public bool TryFind(Key key, out EditCommand command, out KeyMap? longer)
    {
        longer = null;
        return _commands.TryGetValue(key, out command) || _prefixes.TryGetValue(key, out longer);
    }
}
