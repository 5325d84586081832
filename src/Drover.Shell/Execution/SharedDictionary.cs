using System.Diagnostics.CodeAnalysis;

namespace Drover.Shell.Execution;

/// <summary>A dictionary that a subshell shares with its parent until one of them changes it.</summary>
internal sealed class SharedDictionary<T>
{
    private Dictionary<string, T>? _items;
    private bool _isShared;

    public int Count => _items?.Count ?? 0;

    public IEnumerable<KeyValuePair<string, T>> Items => _items ?? (IEnumerable<KeyValuePair<string, T>>)[];

    public bool TryGet(string name, [MaybeNullWhen(false)] out T item)
    {
        if (_items is not null) return _items.TryGetValue(name, out item);
        item = default;
        return false;
    }

    public void Set(string name, T item)
    {
        Own();
        _items![name] = item;
    }

    public bool Remove(string name)
    {
        if (_items?.ContainsKey(name) != true) return false;
        Own();
        return _items.Remove(name);
    }

    public void Clear()
    {
        _items = null;
        _isShared = false;
    }

    public SharedDictionary<T> Share()
    {
        _isShared = true;
        return new SharedDictionary<T> { _items = _items, _isShared = true };
    }

    private void Own()
    {
        if (_items is null) _items = new Dictionary<string, T>(StringComparer.Ordinal);
        else if (_isShared) _items = new Dictionary<string, T>(_items);
        _isShared = false;
    }
}
