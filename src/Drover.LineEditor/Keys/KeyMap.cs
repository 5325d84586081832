namespace Drover.LineEditor.Keys;

/// <summary>Which keys, one or several in a row, do what. Keys that do something may begin longer ones too.</summary>
internal sealed class KeyMap
{
    private readonly Dictionary<Key, KeyMap> _prefixes = [];
    private readonly Dictionary<Key, KeyAction> _actions = [];

    /// <summary>Whether nothing is bound.</summary>
    public bool IsEmpty => _prefixes.Count == 0 && _actions.Count == 0;

    /// <summary>All that is bound.</summary>
    public IEnumerable<(Key[] Keys, KeyAction Action)> All
    {
        get
        {
            foreach ((Key key, KeyAction action) in _actions) yield return ([key], action);
            foreach ((Key key, KeyMap rest) in _prefixes)
                foreach ((Key[] keys, KeyAction action) in rest.All) yield return ([key, .. keys], action);
        }
    }

    /// <summary>Binds keys; what they did before is forgotten.</summary>
    public void Bind(ReadOnlySpan<Key> keys, KeyAction action)
    {
        if (keys.Length == 1)
        {
            _actions[keys[0]] = action;
            return;
        }
        if (!_prefixes.TryGetValue(keys[0], out KeyMap? rest)) _prefixes[keys[0]] = rest = new KeyMap();
        rest.Bind(keys[1..], action);
    }

    /// <summary>Takes away what these keys do.</summary>
    public void Unbind(ReadOnlySpan<Key> keys)
    {
        if (keys.Length == 1)
        {
            _actions.Remove(keys[0]);
            return;
        }
        if (!_prefixes.TryGetValue(keys[0], out KeyMap? rest)) return;
        rest.Unbind(keys[1..]);
        if (rest.IsEmpty) _prefixes.Remove(keys[0]);
    }

    /// <summary>Looks one key up: what it does, and the map of longer ones that it begins. False when neither is there.</summary>
    public bool TryFind(Key key, out KeyAction? action, out KeyMap? longer)
    {
        _ = _actions.TryGetValue(key, out action);
        return _prefixes.TryGetValue(key, out longer) || action is not null;
    }
}
